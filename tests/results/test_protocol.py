"""Every result prints, shows itself in a notebook and gives its numbers in the same way."""

import html
import importlib
import pkgutil
from collections import Counter
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

import sk_ccnn
from sk_ccnn import Connectome
from sk_ccnn.attributions import EdgeImportance, RegionImportance
from sk_ccnn.brain_age import BrainAgeReport
from sk_ccnn.inference import NullTest, PermutationTest
from sk_ccnn.metrics import Evaluation, Similarity
from sk_ccnn.model_selection import Comparison, WiringChoice
from sk_ccnn.nulls import Null
from sk_ccnn.pruning import PruningPath
from sk_ccnn.results import Metric, Result
from sk_ccnn.transfer import TuningReport

RANDOM = np.random.default_rng(0)
TAG = "<script>"
PAIR = Connectome([[0, 1], [1, 0]])


def comparison(n):
    models = [TAG, *(f"model {number}" for number in range(1, max(n, 2)))]
    values = {"MAE": RANDOM.normal(5, 1, (len(models), 3))} | {
        time: np.ones((len(models), 3)) for time in ("fit time (s)", "predict time (s)")
    }
    rows = [
        ("task", model, fold, metric, array[place, fold], 0.5)
        for metric, array in values.items()
        for place, model in enumerate(models)
        for fold in range(3)
    ]
    columns = ["task", "model", "fold", "metric", "value", "test_share"]
    return Comparison(pd.DataFrame(rows, columns=columns), (Metric("MAE", "mae", True),), ())


def null_test(n):
    null = Null(PAIR, "degree", n_swaps=5, rewired_fraction=0.25, strength_error=0.0)
    kinds = [TAG, *(f"kind {number}" for number in range(1, n))]
    return NullTest(
        metric="R²",
        scores=RANDOM.normal(size=3),
        unconstrained_scores=RANDOM.normal(size=3),
        null_scores={kind: RANDOM.normal(size=(2, 3)) for kind in kinds},
        resampled_gains={kind: RANDOM.normal(size=2) for kind in kinds},
        nulls={kind: [null, null] for kind in kinds},
        test_share=0.5,
    )


def permutations(n):
    return PermutationTest(0.5, RANDOM.normal(size=n), 0.25)


def pruning(n):
    costs = np.linspace(9, 1, n + 1)[:, None] * np.ones(3)
    return PruningPath(
        metric=TAG,
        by="cost",
        fine_tune=0,
        fractions=np.linspace(0, 0.9, n + 1),
        scores=RANDOM.normal(-9, 1, (n + 1, 3)),
        wiring_costs=costs,
        n_connections=costs,
        fitted_scores=np.array([-9.0, -10, -11]),
        fitted_wiring_costs=costs[0],
        test_share=0.5,
    )


def evaluation(n):
    names = [TAG, *(f"measure {number}" for number in range(1, n))]
    frame = pd.DataFrame({"network": RANDOM.normal(size=n), "connectome": np.nan}, index=names)
    similarity = Similarity(0.5, {"degree": RANDOM.normal(size=9)})
    return Evaluation(frame, {"network": similarity}, {}, {}, (f"{TAG} has one class",), 9)


def _importance(kind, n, n_units):
    labels = [TAG, *(f"region {number}" for number in range(1, n))]
    brain = Connectome(np.ones((n, n)) - np.eye(n), labels=labels)
    folds = RANDOM.random((2, n_units))
    return kind(brain, "permutation", ("y",), folds, folds[:, None], None)


def regions(n):
    n = max(n, 3)
    return _importance(RegionImportance, n, n)


def edges(n):
    n = max(n, 3)
    return _importance(EdgeImportance, n, n * (n - 1) // 2)


def brain_age(n):
    age = np.linspace(20, 80, n + 2)
    return BrainAgeReport.of(age, age + RANDOM.normal(size=n + 2), age + 1, "cole")


def tuning(n):
    names = (TAG, *(f"region {number}" for number in range(1, n)))
    table = pd.DataFrame(
        {
            "effect_size": RANDOM.normal(size=n),
            "p_value": RANDOM.random(n),
            "q_value": RANDOM.random(n),
            "altered": np.arange(n) % 2 == 0,
        },
        index=pd.Index(names, name="region"),
    )
    return TuningReport(names, np.arange(n) < 1, table, 0.05, 10)


def wiring_choice(n):
    return WiringChoice(
        metric=TAG,
        constraints=("hard", "none"),
        lambdas=np.linspace(1, 0, n) * np.ones((2, 1)),
        scores=RANDOM.normal(size=(2, n, 3)),
        densities=np.linspace(0, 1, n)[:, None] * np.ones((2, 1, 3)),
        one_standard_error=True,
        test_share=0.5,
    )


MAKERS = [
    comparison,
    null_test,
    permutations,
    pruning,
    evaluation,
    regions,
    edges,
    brain_age,
    tuning,
    wiring_choice,
]
EVERY = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
SIZES = pytest.mark.parametrize("n", [2, 500])


@EVERY
@SIZES
def test_it_prints_its_table_and_its_sentence(make, n):
    result = make(n)
    assert isinstance(result, Result)
    assert str(result).startswith(f"{result.table()}\n\n{result.sentence()}")
    assert "nan" not in str(result)
    for remark in result.remarks():
        assert remark in str(result)


@EVERY
@SIZES
def test_its_repr_names_the_class_and_has_at_most_20_lines(make, n):
    result = make(n)
    lines = repr(result).splitlines()
    assert lines[0] == type(result).__name__
    assert len(lines) <= 20
    assert result.sentence().splitlines()[0] in lines
    assert result.table().splitlines()[0] in lines


@EVERY
def test_a_long_result_says_how_many_lines_its_repr_leaves_out(make):
    result = make(500)
    is_cut = len(result.table().splitlines()) > 17
    assert ("more lines" in repr(result)) == is_cut


@EVERY
def test_its_frame_holds_numbers_and_can_be_changed_without_harm(make):
    result = make(3)
    frame = result.to_frame()
    assert isinstance(frame, pd.DataFrame) and len(frame)
    assert frame.select_dtypes("number").notna().any(axis=None)
    before = result.to_frame()
    frame.iloc[:, 0] = frame.iloc[::-1, 0].to_numpy()
    pd.testing.assert_frame_equal(result.to_frame(), before)


class Page(HTMLParser):
    """Collect the tags of a page, and find what is closed in the wrong order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *(value for name, value in attrs if name == "scope")))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@EVERY
@SIZES
def test_its_html_has_the_sentence_and_the_table_and_no_tags_of_names(make, n):
    result = make(n)
    shown = result._repr_html_()
    for words in (result.sentence(), *result.remarks()):
        assert html.escape(words).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in shown
    rows = result.rows()
    n_shown = min(len(rows) - 1, 60)
    page = Page(shown)
    tags = Counter(page.tags)
    assert tags["table",] == tags["caption",] == 1
    assert tags["th", "col"] == len(rows[0]) and tags["th", "row"] == n_shown
    assert tags["td",] == n_shown * (len(rows[0]) - 1)
    assert not tags["script",] and not tags["b",]
    assert (f"{len(rows) - 1 - n_shown} more rows" in shown) == (len(rows) - 1 > n_shown)


@pytest.mark.parametrize("make", [comparison, null_test, evaluation, regions, edges, tuning])
def test_a_name_like_a_tag_is_shown_as_it_is(make):
    assert "&lt;script&gt;" in make(3)._repr_html_()


@EVERY
def test_the_text_and_the_html_have_the_same_cells(make):
    result = make(3)
    for row in result.rows():
        for cell in row:
            assert cell in result.table()
            assert html.escape(cell) in result._repr_html_()


def test_every_kind_of_result_is_tried_here():
    for module in pkgutil.walk_packages(sk_ccnn.__path__, "sk_ccnn."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    public = {kind for kind in _below(Result) if not kind.__name__.startswith("_")}
    ours = {kind for kind in public if kind.__module__.startswith("sk_ccnn.")}
    assert ours == {type(make(3)) for make in MAKERS}


def _below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
