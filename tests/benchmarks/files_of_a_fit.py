"""Print the files of this package that one fit passes through, in the order of first entry.

What a reader opens to follow `ConnectomeRegressor.fit` over a connectome that is loaded already:
the first fit loads it, the second is traced.

    python tests/benchmarks/files_of_a_fit.py
"""

import sys
from pathlib import Path

import sk_ccnn
from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import make_age_cohort

PACKAGE = Path(sk_ccnn.__file__).parent


def files_of(function):
    """Call a function, and list the files of the package whose code ran, with the functions."""
    seen = {}

    def note(frame, event, _):
        file = Path(frame.f_code.co_filename)
        if event == "call" and PACKAGE in file.parents:
            functions = seen.setdefault(str(file.relative_to(PACKAGE)), [])
            if frame.f_code.co_name not in functions:
                functions.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(None)
    return seen


def main():
    """Fit twice, and print what the second fit entered."""
    X, age = make_age_cohort(n_subjects=120, random_state=0, return_X_y=True)
    model = ConnectomeRegressor(
        "desikan_killiany", lambda_wiring=1e-3, n_members=2, max_epochs=2, random_state=0
    )
    model.fit(X, age)
    found = files_of(lambda: model.fit(X, age))
    for file, functions in found.items():
        print(f"{file:30}  {', '.join(functions[:6])}{', ...' if len(functions) > 6 else ''}")
    print(f"{len(found)} files")


if __name__ == "__main__":
    main()
