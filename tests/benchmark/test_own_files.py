import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import GroupKFold, RepeatedStratifiedKFold

from sk_ccnn.benchmark import own_cohort
from sk_ccnn.datasets import fetch_group_connectome, load_connectome


@pytest.fixture
def files(tmp_path):
    """Thickness of the packaged connectome's cortex in 30 people, and who they are."""
    random = np.random.default_rng(0)
    names = [f"{label}_thickness" for label in load_connectome(cortex_only=True).labels[::-1]]
    ids = [f"sub-{number:02}" for number in range(30)]
    measures = pd.DataFrame(random.normal(2.5, 0.3, size=(30, 68)).round(3), ids, names)
    measures.rename_axis("participant_id").to_csv(tmp_path / "thickness.csv")
    people = {
        "participant_id": ids[::-1],
        "age": [*random.uniform(20, 80, 28).round(1), "n/a", "n/a"],
        "group": ["patient", "control"] * 15,
        "site": ["A", "B", "C", "D", "E"] * 6,
    }
    pd.DataFrame(people).to_csv(tmp_path / "participants.tsv", sep="\t", index=False)
    return tmp_path / "thickness.csv", tmp_path / "participants.tsv"


def test_numbers_are_predicted_for_those_who_have_one(files):
    task = own_cohort(*files, "age", connectome="desikan_killiany")
    assert task.is_regression
    assert task.X.shape == (28, 68)
    assert "2 without age left out" in task.title
    assert task.connectome.labels[0] == "R_insula"


def test_two_classes_are_told_apart(files):
    task = own_cohort(*files, "group", n_repeats=2)
    assert not task.is_regression
    assert set(task.y) == {"patient", "control"}
    assert isinstance(task.cv, RepeatedStratifiedKFold)
    assert task.connectome is None


def test_sites_stay_together(files):
    task = own_cohort(*files, "group", groups="site")
    assert isinstance(task.cv, GroupKFold)
    assert isinstance(task.inner_cv, GroupKFold)
    with pytest.raises(ValueError, match="7 folds need as many groups, got 5"):
        own_cohort(*files, "group", groups="site", n_folds=7)


def test_folds_of_whole_groups_are_not_said_to_be_repeated(files):
    with pytest.raises(ValueError, match="drawn once, got n_repeats=2 with groups='site'"):
        own_cohort(*files, "group", groups="site", n_repeats=2)


@pytest.mark.parametrize("groups", [None, "site"])
def test_one_fold_is_none(groups, files):
    with pytest.raises(ValueError, match="two or more inner folds, got 1"):
        own_cohort(*files, "group", groups=groups, n_inner_folds=1)
    with pytest.raises(ValueError, match="two or more folds, got 1"):
        own_cohort(*files, "group", groups=groups, n_folds=1)
    assert own_cohort(*files, "age", groups=groups, n_inner_folds=2).inner_cv.get_n_splits() == 2


def test_connectomes_become_pairs(tmp_path):
    random = np.random.default_rng(0)
    for number in range(6):
        matrix = np.triu(random.normal(size=(4, 4)), 1)
        np.savetxt(tmp_path / f"sub-{number}_fc.csv", matrix + matrix.T, delimiter=",")
    people = pd.DataFrame({"participant_id": range(6), "age": range(20, 26)})
    people.to_csv(tmp_path / "people.txt", sep="\t", index=False)
    folder = tmp_path / "fc"
    folder.mkdir()
    for path in tmp_path.glob("*.csv"):
        path.rename(folder / path.name)
    task = own_cohort(folder, tmp_path / "people.txt", "age")
    assert task.features == "edges"
    assert task.X.shape == (6, 6)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("iq", "no column 'iq'; they have"),
        ("", "no column ''; they have"),
        ("site", "two classes, got 5 classes"),
    ],
)
def test_a_target_that_does_not_fit_is_refused(target, message, files):
    with pytest.raises(ValueError, match=message):
        own_cohort(*files, target)


def change(path, old, new):
    """Replace text in a file, once."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_who_has_no_group_is_left_out_and_told(files):
    change(files[1], "\tA\n", "\tn/a\n")
    with pytest.warns(UserWarning, match="1 left out, without site: 'sub-29'"):
        task = own_cohort(*files, "group", groups="site")
    assert len(task.y) == len(task.groups) == 29
    assert set(task.groups) == set("ABCDE")
    assert "1 without group or site left out" in task.title


def test_numbers_and_text_may_both_name_groups(files):
    change(files[1], "\tA\n", "\t1\n")
    change(files[1], "\tB\n", "\t2020-01-02\n")
    task = own_cohort(*files, "group", groups="site")
    assert set(task.groups) == {*"ABCDE", "1", "2020-01-02"}


def test_who_lacks_a_measure_is_left_out_or_named(files):
    lines = files[0].read_text().splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ","
    files[0].write_text("\n".join(lines) + "\n")
    with pytest.warns(UserWarning, match="1 left out, without a number in.*'sub-02'"):
        assert own_cohort(*files, "group").X.shape == (29, 68)
    with pytest.raises(ValueError, match="thickness.csv: column .* of subject 'sub-02' holds no"):
        own_cohort(*files, "group", missing="error")


@pytest.mark.parametrize("cell", ["unknown", "31,5", "2020-01-02", "inf"])
def test_a_target_that_is_no_number_is_named_with_file_column_and_subject(cell, files):
    lines = files[1].read_text().splitlines()
    lines[2] = "\t".join([lines[2].split("\t")[0], cell, *lines[2].split("\t")[2:]])
    files[1].write_text("\n".join(lines) + "\n")
    with pytest.raises(ValueError, match=f"participants.tsv: age must.*'sub-28' holds '{cell}'"):
        own_cohort(*files, "age")


@pytest.fixture
def files_with_extras(files):
    table = pd.read_csv(files[0], index_col=0)
    table.insert(3, "lh_MeanThickness_thickness", 2.5)
    table.assign(eTIV=1.5e6).to_csv(files[0])
    return files


@pytest.mark.parametrize(
    "options",
    [{"matching": True}, {"drop": ["*Mean*", "eTIV"]}, {"columns": ["*"], "drop": ["*M*", "eTIV"]}],
)
def test_extra_columns_are_left_out_where_that_is_asked_for(options, files_with_extras):
    task = own_cohort(*files_with_extras, "group", connectome="desikan_killiany", **options)
    assert task.X.shape == (30, 68)
    assert task.connectome.n_regions == 68
    assert task.connectome.labels[0] == "R_insula"


def test_extra_columns_are_an_error_that_names_the_ways_out(files_with_extras):
    with pytest.raises(
        ValueError, match="'lh_MeanThickness_thickness', 'eTIV'.*by columns or drop"
    ):
        own_cohort(*files_with_extras, "group", connectome="desikan_killiany")
    with pytest.raises(ValueError, match="those of a connectome, but none is given"):
        own_cohort(*files_with_extras, "group", matching=True)


def test_a_connectome_that_can_be_fetched_goes_by_its_name(files, data_dir, monkeypatch):
    monkeypatch.setenv("SK_CCNN_DATA", str(data_dir))
    with pytest.warns(UserWarning, match="2 left out, without age"):
        task = own_cohort(*files, "age", connectome="desikan_killiany68")
    assert task.connectome.name == "desikan_killiany"
    labels = fetch_group_connectome("schaefer100").labels
    table = pd.DataFrame(1.0, [f"sub-{number:02}" for number in range(30)], labels)
    table.rename_axis("id").to_csv(files[0])
    task = own_cohort(*files, "group", connectome="schaefer100")
    assert task.connectome == fetch_group_connectome("schaefer100")
    with pytest.raises(
        ValueError, match="no connectome 'schafer100'.*close names are 'schaefer100"
    ):
        own_cohort(*files, "group", connectome="schafer100")
