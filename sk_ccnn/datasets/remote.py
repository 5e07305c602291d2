"""Files that are downloaded once from their public repository, and checked each time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pooch

DataFolder: TypeAlias = str | os.PathLike[str]

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
        It never changes, so that the files do not.
    folder : str
        In the repository.
    files : dict
        From file name to SHA-256.
    paths : dict, optional
        From file name to the path in the folder, of files that have other names there.
    """

    repository: str
    commit: str
    folder: str
    files: dict[str, str]
    paths: dict[str, str] = field(default_factory=dict)

    def registry(self, path: Path) -> pooch.Pooch:
        """Give pooch the table of these files, to be kept in the folder `path`."""
        import pooch

        base = f"{HOST}/{self.repository}/{self.commit}/{self.folder}"
        return pooch.create(
            path=path,
            base_url=base,
            registry={name: f"sha256:{sha256}" for name, sha256 in self.files.items()},
            urls={name: f"{base}/{place}" for name, place in self.paths.items()},
        )


def data_folder(data_dir: DataFolder | None = None) -> Path:
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


def fetch(
    source: Source,
    names: Iterable[str],
    subfolder: str,
    data_dir: DataFolder | None = None,
    verbose: int = 1,
) -> list[Path]:
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
        If a file cannot be downloaded or stored. No part of it is left behind.
    ValueError
        If what was downloaded is not what was expected.
    """
    registry = source.registry(data_folder(data_dir) / subfolder)
    return [_fetch_one(registry, name, verbose) for name in names]


def _fetch_one(registry: pooch.Pooch, name: str, verbose: int) -> Path:
    import pooch

    pooch.get_logger().setLevel("INFO" if verbose > 1 else "WARNING")
    downloader = pooch.HTTPDownloader(progressbar=verbose > 0, timeout=TIMEOUT)
    url = registry.get_url(name)
    try:
        return Path(registry.fetch(name, downloader=downloader))
    except OSError as error:  # every error of requests is one
        raise OSError(
            f"{name} could not be fetched: {error}. It comes from {url}; try again, or download "
            f"it to {registry.path} by hand"
        ) from error
    except ValueError as error:
        raise ValueError(
            f"{name} from {url} is not the file that was expected, and was not kept: {error}"
        ) from error
