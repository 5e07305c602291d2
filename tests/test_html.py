"""Templates escape what is put into them; tables have headings and a caption."""

from html.parser import HTMLParser

import numpy as np
import pytest
from jinja2 import UndefinedError
from sklearn.base import BaseEstimator

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.html import MAX_ROWS, png_data_uri, render, table

VOID = {"br", "hr", "img"}


class Balanced(HTMLParser):
    """Collect tags, and find what is closed in the wrong order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def count(self, tag, **attributes):
        return sum(name == tag and attributes.items() <= own.items() for name, own in self.tags)


def test_every_value_is_escaped():
    shown = render('<p title="{{ value }}">{{ value }}</p>', value="""<script>"'&""")
    assert shown.count("&lt;script&gt;&#34;&#39;&amp;") == 2
    assert Balanced(shown).tags == [("p", {"title": """<script>"'&"""})]


def test_what_a_template_lacks_is_an_error():
    with pytest.raises(UndefinedError, match="name"):
        render("{{ name }}")


def test_a_table_has_a_caption_and_headings_of_columns_and_rows():
    found = Balanced(table("What <it> shows", [("model", "MAE"), ("ours", "1"), ("<b>", "2")]))
    assert found.count("caption") == 1
    assert found.count("th", scope="col") == 2 and found.count("th", scope="row") == 2
    assert found.count("td") == 2 and not found.count("b") and not found.count("it")


def test_a_long_table_says_how_much_it_leaves_out():
    rows = [("region", "value"), *((f"region {n}", str(n)) for n in range(100))]
    found = table("Long", rows)
    assert Balanced(found).count("th", scope="row") == MAX_ROWS
    assert f"{100 - MAX_ROWS} more rows" in found
    assert "more rows" not in table("Short", rows[:10])


def test_a_picture_is_part_of_the_page():
    found = png_data_uri(np.zeros((2, 3, 3), dtype=np.uint8), factor=4)
    assert found.startswith("data:image/png;base64,")


def test_estimators_keep_the_diagram_of_scikit_learn():
    brain = Connectome([[0, 1], [1, 0]], name="<script>", labels=["<script>", "b"])
    shown = ConnectomeRegressor(brain)._repr_html_()
    assert shown.count("sk-top-container") and "<script>" not in shown.split("</script>")[0]
    assert type(ConnectomeRegressor(brain))._repr_html_ is BaseEstimator._repr_html_
