from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.io.subjects import subject_of


@pytest.mark.parametrize(
    ("name", "known", "subject"),
    [
        ("dti.s01.csv", {"s01", "s02"}, "s01"),
        ("Pitt_0050003_rois_cc200.csv", {"Pitt_0050003", "Pitt_0050004"}, "Pitt_0050003"),
        ("002_S_0413_dti.csv", {"002_S_0413", "002_S_0414"}, "002_S_0413"),
        ("dti-PAT-01-v2.csv", {"PAT-01", "PAT-02"}, "PAT-01"),
        ("sub-PAT-01_dti.csv", {"PAT-01", "PAT-02"}, "PAT-01"),
        ("sub-01_ses-02_dti.csv", {"01", "02"}, "01"),
        ("study_sub-03_relmat.dense.tsv", {"03"}, "03"),
        ("PAT-01.csv", {"PAT-01", "01"}, "PAT-01"),
        ("my s 01.csv", {"s 01"}, "s 01"),
        ("s011_dti.csv", {"s01"}, "s011_dti"),
        ("sub-05_ses-02.csv", {"02"}, "05"),
        ("sub-PAT-01_dti.csv", set(), "PAT-01"),
        ("dti.s01.csv", set(), "dti.s01"),
        ("s01_csv.csv", {"csv", "x"}, "csv"),
        ("s01.csv", {"csv"}, "s01"),
    ],
)
def test_a_whole_id_between_separators_is_the_subject(name, known, subject):
    assert subject_of(Path("folder") / name, known) == subject


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("PAT-01_dti.csv", {"PAT-01", "01"}),
        ("10_dti_2.csv", {"10", "2"}),
        ("sub-01_S_1_dti.csv", {"01", "01_S_1"}),
        ("01.02.csv", {"01", "02"}),
    ],
)
def test_a_name_in_which_two_subjects_stand_is_an_error_that_names_both(name, known):
    first, second = sorted(known)
    with pytest.raises(ValueError, match=f"{name} may belong to.*'{first}', '{second}'.*source="):
        subject_of(Path(name), known)


WORDS = st.text("abc019", min_size=1, max_size=4)


@given(st.lists(WORDS, min_size=1, max_size=3), st.sampled_from("._-"), WORDS)
def test_an_id_of_several_words_is_found_with_something_after_it(words, separator, after):
    subject = separator.join(words)
    assert subject_of(Path(f"{subject}_{after}.csv"), {subject}) == subject
    assert subject_of(Path(f"sub-{subject}.{after}.csv"), {subject}) == subject
