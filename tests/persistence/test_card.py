"""A card says what is in a file, without loading it."""

import json

import pytest

from sk_ccnn import Connectome, ConnectomeRegressor, save_model
from sk_ccnn.persistence import ModelFileError, model_card
from sk_ccnn.persistence.errors import printable
from tests.persistence.forging import parts_of_file, write_file


def test_a_card_says_what_was_trained_on_what(saved, fitted, small_cohort, brain):
    card = model_card(saved)
    (network,) = card["networks"]
    assert card["model"]["class"] == "sk_ccnn.estimators.ConnectomeRegressor"
    assert card["model"]["parameters"]["max_epochs"] == 2
    assert network["regions"] == list(brain.labels)
    assert network["training"]["n_people"] == len(small_cohort[0])
    assert network["training"]["n_epochs"] == 2
    assert network["training"]["loss"] == fitted.loss_curve_[-1]
    assert set(card["versions"]) >= {"sk_ccnn", "python", "sklearn", "torch", "numpy", "skops"}
    assert "2 epochs" in repr(card)


def test_a_card_cites_the_connectome(small_cohort, tmp_path):
    X, y = small_cohort
    brain = Connectome(
        [[0, 1], [1, 0]], name="pair", citation="Somebody 2020", licence="CC0", labels=["a", "b"]
    )
    save_model(
        ConnectomeRegressor(brain, n_members=1, max_epochs=1).fit(X[:, :2], y), tmp_path / "m"
    )
    (network,) = model_card(tmp_path / "m")["networks"]
    assert network["connectome"]["citation"] == "Somebody 2020"
    assert network["connectome"]["licence"] == "CC0"


def test_a_card_is_read_without_skops(saved, monkeypatch):
    import skops.io

    monkeypatch.setattr(skops.io, "loads", None)
    assert model_card(saved)["format_version"] == 1


@pytest.mark.parametrize("section", ["versions", "model", "networks", "memory"])
def test_a_card_without_a_section_is_refused(section, saved):
    card, schema, arrays = parts_of_file(saved)
    write_file(saved, card | {section: "?"}, schema, arrays)
    with pytest.raises(ModelFileError, match=section):
        model_card(saved)


def test_a_card_prints_nothing_that_moves_the_cursor(saved):
    card, schema, arrays = parts_of_file(saved)
    card["model"]["class"] = card["networks"][0]["path"] = "\x1b[2J\x07evil\u202e"
    write_file(saved, card, schema, arrays)
    assert repr(model_card(saved)).replace("\n", "").isprintable()


def test_a_card_is_a_table_in_jupyter_and_what_it_says_is_escaped(saved):
    card, schema, arrays = parts_of_file(saved)
    assert "2 epochs" in model_card(saved)._repr_html_()
    card["networks"][0]["connectome"]["name"] = "<script>alert(1)</script>"
    write_file(saved, card, schema, arrays)
    assert "&lt;script&gt;" in model_card(saved)._repr_html_()
    assert "<script" not in model_card(saved)._repr_html_()


def test_a_forged_card_is_shown_whatever_it_holds(saved):
    card, schema, arrays = parts_of_file(saved)
    network = {"path": {"x": 1}, "training": 3, "connectome": [1], "architecture": ["\x1b[31m"]}
    card |= {"networks": [network] * 1000, "model": {}, "memory": 10**4000}
    card["versions"] = {"\x1b[31m": {"a": 1}}
    write_file(saved, card, schema, arrays)
    shown = model_card(saved)
    assert repr(shown).replace("\n", "").isprintable() and len(repr(shown)) < 20_000
    assert "more networks" in repr(shown) and "more networks" in shown._repr_html_()


def test_text_that_is_shown_is_short_and_printable():
    assert printable("\x1b[31m") == "?[31m"
    assert len(printable("x" * 1000)) == 203
    assert printable({"a": 1}) == "dict"


def test_a_card_is_json_that_others_can_read(saved):
    card, _, _ = parts_of_file(saved)
    assert json.loads(json.dumps(card)) == card
