import pytest

from sk_ccnn.plotting import basics, require_plotting
from sk_ccnn.plotting.basics import shown_score


def test_what_is_missing_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(basics, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="matplotlib and nilearn: pip install sk_ccnn has both"):
        require_plotting()


def test_scores_are_named_as_a_reader_knows_them_and_end_where_they_end():
    assert shown_score("roc_auc") == ("AUC (larger is better)", 1, -float("inf"), 1.0)
    assert shown_score("R²").highest == shown_score("balanced_accuracy").highest == 1
    error = shown_score("neg_mean_absolute_error")
    assert error == ("mean absolute error (smaller is better)", -1, 0.0, float("inf"))
    assert shown_score("MAE", is_error=True).sign == 1
    assert shown_score("my_own").highest == float("inf")
