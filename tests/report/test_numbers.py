from io import StringIO

import pandas as pd

from sk_ccnn.report.numbers import all_numbers
from sk_ccnn.report.part import Part, make_table


def test_whatever_stands_on_the_page_is_in_a_file():
    table = make_table("Scores, by model", ("model", "AUC", "p"), [("SVC, a", 0.75, "<.001")])
    facts = {"stability": 0.5, "scores": {"r": [0.1, 0.0, 0.2]}, "names": ["a"], "none": []}
    part = Part(("word",), (table,), numbers={"own": "a\n1\n"}, facts=facts)
    numbers = all_numbers({"results": part, "path": Part()})
    assert numbers["own"] == "a\n1\n"
    shown = pd.read_csv(StringIO(numbers["page_tables"]))
    assert shown.to_dict("list") == {
        "part": ["results"] * 2,
        "table": ["Scores, by model"] * 2,
        "row": ["SVC, a"] * 2,
        "column": ["AUC", "p"],
        "shown": ["0.750", "<.001"],
    }
    found = pd.read_csv(StringIO(numbers["page_facts"])).set_index("fact")["value"]
    assert found.to_dict() == {
        "stability": "0.5",
        "scores.r.0": "0.1",
        "scores.r.1": "0.0",
        "scores.r.2": "0.2",
        "names.0": "a",
    }
