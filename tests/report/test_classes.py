import pytest

from sk_ccnn.report.classes import class_name, find_positive


@pytest.mark.parametrize("control", ["control", "HC", "0", "no", "Healthy Control", "TDC"])
def test_the_other_of_a_control_is_positive_wherever_it_sorts(control):
    for patient in ("autism", "zzz"):
        assert find_positive([patient, control], None) == (control, patient)


def test_what_was_said_decides():
    assert find_positive(["adhd", "control"], "control") == ("adhd", "control")
    assert find_positive(["1", "2"], "1") == ("2", "1")


@pytest.mark.parametrize("names", [["1", "2"], ["a", "b"], ["no", "control"]])
def test_a_class_is_never_positive_because_it_sorts_last(names):
    with pytest.raises(ValueError, match=r"cannot be told from their names.*--positive"):
        find_positive(names, None)


def test_an_unknown_class_is_named():
    with pytest.raises(ValueError, match=r"one of the classes \['a', 'b'\], got 'c'"):
        find_positive(["a", "b"], "c")


def test_a_gap_in_a_column_does_not_rename_its_classes():
    assert [class_name(value) for value in (1.0, "1.0", "0", "v1.0")] == ["1", "1", "0", "v1.0"]
