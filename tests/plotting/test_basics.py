import pytest

from sk_ccnn.plotting import basics, require_plotting


def test_what_is_missing_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(basics, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"matplotlib and nilearn: pip install 'sk_ccnn\[plot\]'"):
        require_plotting()
