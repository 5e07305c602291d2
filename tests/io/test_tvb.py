import bz2
import zipfile

import numpy as np
import pytest

from sk_ccnn.io import read_connectome

NAMES = ["lA1", "lV1", "rA1", "rV1", "st"]


def text(array):
    return "\n".join(" ".join(f"{value:.17g}" for value in row) for row in array)


CENTRES = "\n".join(f"{name} {i} 0 -1.5" for i, name in enumerate(NAMES))


def write(path, matrix, **files):
    """Write weights, and other files by their names, in which two underscores are a dot."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("weights.txt", text(matrix))
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return path


@pytest.mark.parametrize(
    "name", ["centres__txt", "centers__txt", "Centers__TXT", "CENTRES__txt", "a_centers__txt"]
)
@pytest.mark.parametrize("header", ["", "name x y z\n", "#name x y z\n"])
def test_centres_are_read_under_all_names_that_tvb_knows(name, header, matrix, tmp_path):
    path = write(tmp_path / "a.zip", matrix, **{name: header + CENTRES})
    connectome = read_connectome(path)
    assert connectome.labels == tuple(NAMES)
    assert connectome.coordinates[3].tolist() == [3, 0, -1.5]
    assert (connectome.to_dense() == matrix).all()


def test_more_columns_of_centres_are_not_used(matrix, tmp_path):
    lines = "".join(f"{line} 1 7\n" for line in CENTRES.split("\n"))
    connectome = read_connectome(write(tmp_path / "a.zip", matrix, centres__txt=lines))
    assert connectome.coordinates[3].tolist() == [3, 0, -1.5]


@pytest.mark.parametrize("name", ["tract_lengths__txt", "Tracts__txt", "sub-1_tract_lengths__txt"])
def test_tract_lengths_are_read_under_all_names_that_tvb_knows(name, matrix, tmp_path):
    path = write(tmp_path / "a.zip", matrix, **{name: text(matrix / 10)})
    assert (read_connectome(path).lengths == matrix / 10).all()


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"weights__csv": "0 1\n1 0\n"}, "weights.csv', 'weights.txt"),
        ({"Weights__TXT": "0 1\n1 0\n"}, "Weights.TXT', 'weights.txt"),
        ({"centres__txt": CENTRES, "centers__txt": CENTRES}, "centers.txt', 'centres.txt"),
        ({"tract_lengths__txt": "0", "tract_lengths__csv": "0"}, "tract_lengths.csv', 'tract"),
        ({"a_tracts__txt": "0", "b_tracts__txt": "0"}, "a_tracts.txt', 'b_tracts.txt"),
    ],
)
def test_two_files_of_one_meaning_are_an_error(files, names, matrix, tmp_path):
    path = write(tmp_path / "a.zip", matrix, **files)
    with pytest.raises(ValueError, match=f"{names}.*only one may be there") as error:
        read_connectome(path)
    assert str(error.value).startswith(f"{path}: ")


def test_a_file_with_the_very_name_comes_first(matrix, tmp_path):
    path = write(tmp_path / "a.zip", matrix, normalized_weights__txt=text(matrix / 2))
    assert (read_connectome(path).to_dense() == matrix).all()


@pytest.mark.parametrize(
    ("centres", "message"),
    [
        ("1 2 3\n" * 5, "must have a name and x, y, z"),
        ("1.5 2 3 4\n" * 5, "decimal number names no region, got '1.5'"),
        ("name x y z\n" + CENTRES.replace("0 -1.5", "zero -1.5"), "line 2, column 2 holds 'zero'"),
        (CENTRES.rsplit("\n", 1)[0], "weights.txt has 5 regions but centres.txt has 4"),
    ],
)
def test_centres_that_are_none_say_why(centres, message, matrix, tmp_path):
    path = write(tmp_path / "a.zip", matrix, centres__txt=centres)
    with pytest.raises(ValueError, match=message):
        read_connectome(path)


def test_a_file_of_several_bzip2_streams_is_read_whole(matrix, tmp_path):
    packed = b"".join(bz2.compress(f"{line}\n".encode()) for line in text(matrix).split("\n"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("weights.txt.bz2", packed)
    assert np.array_equal(read_connectome(tmp_path / "a.zip").to_dense(), matrix)
