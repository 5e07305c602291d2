"""Files that are downloaded once from their public repository, and checked each time."""

import os
from dataclasses import dataclass
from pathlib import Path

HOST = "https://raw.githubusercontent.com"
# Two cohorts come from it.
PU25_REPOSITORY = "predictive-clinical-neuroscience/pu25_code"
PU25_COMMIT = "bf10c5a5991854242bd693193bf4db35ddfdddeb"
# Seconds without a byte from the server.
TIMEOUT = 60


@dataclass(frozen=True)
class Source:
    """A folder of a public repository at one commit.

    Parameters
    ----------
    repository : str
        Owner and name.
    commit : str
        What the files are taken from, for good.
    folder : str
        In the repository.
    files : dict
        From file name to SHA-256.
    """

    repository: str
    commit: str
    folder: str
    files: dict

    def url(self, name):
        """Give the address of a file."""
        return f"{HOST}/{self.repository}/{self.commit}/{self.folder}/{name}"


def data_folder(data_dir=None):
    """Give the folder of downloaded data.

    Parameters
    ----------
    data_dir : str or path-like, optional
        By default the environment variable ``SK_CCNN_DATA``, else ``sk_ccnn_data`` in the user's
        home.

    Returns
    -------
    Path
    """
    return Path(data_dir or os.environ.get("SK_CCNN_DATA") or "~/sk_ccnn_data").expanduser()


def fetch(source, names, subfolder, data_dir=None, verbose=1):
    """Give the paths of files, downloaded if they are not there.

    Parameters
    ----------
    source : Source
    names : sequence of str
        Out of ``source.files``.
    subfolder : str
        Of the folder of data.
    data_dir : str or path-like, optional
        See `data_folder`.
    verbose : int, default=1
        0 for no progress bar.

    Returns
    -------
    list of Path

    Raises
    ------
    OSError
        If a file cannot be downloaded or stored. Nothing half is left behind.
    ValueError
        If what was downloaded is not what was expected.
    """
    folder = data_folder(data_dir) / subfolder
    return [_fetch_one(source.url(name), source.files[name], folder, verbose) for name in names]


def _fetch_one(url, sha256, folder, verbose):
    import pooch

    name = url.rsplit("/", 1)[-1]
    pooch.get_logger().setLevel("INFO" if verbose > 1 else "WARNING")
    downloader = pooch.HTTPDownloader(progressbar=verbose > 0, timeout=TIMEOUT)
    try:
        path = pooch.retrieve(
            url, known_hash=f"sha256:{sha256}", fname=name, path=folder, downloader=downloader
        )
    except OSError as error:  # every error of requests is one
        raise OSError(
            f"{name} could not be fetched: {error}. It comes from {url}; try again, or download "
            f"it to {folder} by hand"
        ) from error
    except ValueError as error:
        raise ValueError(
            f"{name} from {url} is not the file that was expected, and was not kept: {error}"
        ) from error
    return Path(path)
