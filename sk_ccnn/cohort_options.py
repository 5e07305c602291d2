"""Options of the commands that take a cohort of one's own."""

from __future__ import annotations

import argparse


def add_own_cohort(command: argparse.ArgumentParser) -> None:
    """Add the options of a cohort from files, and of what becomes of its connectivity.

    Parameters
    ----------
    command : argparse.ArgumentParser
    """
    own = command.add_argument_group("your own cohort")
    own.add_argument("--X", help="folder of connectomes, array (.npy), or table of measures (CSV)")
    own.add_argument("--participants", help="table with a row for each subject (TSV or CSV)")
    own.add_argument("--target", help="its column to predict: numbers, or two classes")
    own.add_argument("--groups", help="its column that no fold splits, such as the site")
    own.add_argument(
        "--connectome", help="one in the package or to be fetched, by name, or a file [none]"
    )
    own.add_argument("--columns", nargs="+", help="only these columns of --X: names or '*patterns'")
    own.add_argument("--drop", nargs="+", help="not these columns of --X (eTIV, '*Mean*')")
    own.add_argument(
        "--matching",
        action="store_true",
        help="only the columns of --X that measure a region of the connectome; tells the others",
    )
    own.add_argument("--missing", default="drop", help="who lacks a measure: drop or error [drop]")
    own.add_argument("--id-column", help="the column of subjects, if it cannot be told")
    own.add_argument(
        "--duplicates",
        default="error",
        help="of a person with several rows: error, first, last, drop or agreeing [error]",
    )
    own.add_argument(
        "--folds", type=int, default=5, dest="n_folds", help="cross-validation folds [5]"
    )
    own.add_argument(
        "--repeats", type=int, default=1, dest="n_repeats", help="times they are drawn anew [1]"
    )
    command.add_argument(
        "--representation",
        choices=("correlation", "log", "tangent", "partial"),
        help="what becomes of functional connectivity, for all models alike; your own --X is taken "
        "for correlations only where this is given [log for the named cohorts]",
    )
    command.add_argument(
        "--shrinkage",
        type=float,
        help="of the correlations towards none, before --representation, 0 to 1 [0.8]",
    )
