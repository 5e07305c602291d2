"""The command line: ``python -m sk_ccnn COMMAND``."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeAlias

from .cohort_options import add_own_cohort
from .version import __version__

if TYPE_CHECKING:
    from .benchmark import OwnFiles, Task

AddCommand: TypeAlias = Callable[..., argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        ``sys.argv[1:]`` by default.

    Returns
    -------
    int
        Exit status.
    """
    given = _parser().parse_args(arguments)
    try:
        with _plain_warnings():
            given.run(given)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except (ImportError, OSError, ValueError) as error:
        print(f"sk_ccnn: {error}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def _plain_warnings() -> Iterator[None]:
    """Print warnings without the line of code that gave them, which says nothing here."""
    usual = warnings.formatwarning
    warnings.formatwarning = lambda message, category, *_, **__: f"{category.__name__}: {message}\n"
    try:
        with warnings.catch_warnings():
            # joblib renews a process that has grown, and loses nothing; one that died is an error.
            warnings.filterwarnings("ignore", "A worker stopped while some jobs", UserWarning)
            yield
    finally:
        warnings.formatwarning = usual


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sk_ccnn", description="Brain-wired networks.")
    parser.add_argument("--version", action="version", version=f"sk_ccnn {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    demo = commands.add_parser(
        "demo",
        help="compare the estimators with scikit-learn's on data that are in the package",
        description="Mouse genotypes and human brain age (IXI), cross-validated beside "
        "scikit-learn's estimators, with corrected brain-age gaps and a test of whether the "
        "anatomy helps: tables, a figure and every number as CSV.",
    )
    demo.add_argument("--output", default="sk_ccnn_demo", help="folder to write to [%(default)s]")
    demo.add_argument("--jobs", type=_n_jobs, default=-1, help="processes; -1 is one a core [-1]")
    demo.set_defaults(run=_demo)
    _add_benchmark(commands.add_parser)
    _add_null_test(commands.add_parser)
    _add_report(commands.add_parser)
    return parser


def _add_benchmark(add_command: AddCommand) -> None:
    command = add_command(
        "benchmark",
        help="compare the estimators with tuned baselines on real cohorts, or on your own",
        description="Our estimators with their defaults, only lambda_wiring searched, beside "
        "tuned baselines on identical folds: tables, a corrected t-test against the best baseline, "
        "a figure and every score as CSV. The same command goes on where it was interrupted.",
    )
    _add_cohorts(command)
    command.add_argument(
        "--inner-folds",
        type=int,
        default=3,
        dest="n_inner_folds",
        help="folds of the training subjects, to tune by, of your own cohort; with --groups, every "
        "training set needs as many groups [3]",
    )
    command.add_argument("--models", nargs="+", help="only these, as the table names them")
    command.add_argument("--graphs", action="store_true", help="graph networks (GCN, GAT) too")
    command.add_argument(
        "--choose-constraint",
        action="store_true",
        help="inner folds choose whether the connectome constrains the estimator",
    )
    command.add_argument(
        "--without-sites",
        action="store_true",
        help="take the mean of their site out of the features, for all models alike",
    )
    command.add_argument(
        "--output", default="sk_ccnn_benchmark", help="folder to write to [%(default)s]"
    )
    command.add_argument("--jobs", type=_n_jobs, default=-1, help="processes [-1, one a core]")
    command.set_defaults(run=_benchmark)


def _add_null_test(add_command: AddCommand) -> None:
    command = add_command(
        "nulltest",
        help="test whether the anatomy helps: the network on its connectome and on null ones",
        description="Our estimators with their defaults on the real connectome, on null "
        "connectomes and without a constraint, with the same seeds and folds: a table, p-values, "
        "and a sentence.",
    )
    _add_cohorts(command)
    kinds = ("degree", "length", "strength", "density", "regions", "distances")
    command.add_argument(
        "--nulls", nargs="+", choices=kinds, default=["degree", "length"], help="[degree length]"
    )
    command.add_argument(
        "--n-nulls", type=int, default=20, help="nulls of each kind, 19 or more [20]"
    )
    command.add_argument("--members", type=int, default=5, help="networks averaged [5]")
    command.add_argument(
        "--output", default="sk_ccnn_null_tests", help="folder to write to [%(default)s]"
    )
    command.add_argument("--jobs", type=_n_jobs, default=-1, help="processes [-1, one a core]")
    command.set_defaults(run=_null_test)


def _add_report(add_command: AddCommand) -> None:
    command = add_command(
        "report",
        help="write one HTML page of a study: two files in, every number as CSV beside it",
        description="Cohort, comparison with baselines, wiring cost, null test, brain-age gaps or "
        "diagnosis, the brain, methods and a checklist: one page that opens offline. The same "
        "command goes on where it was interrupted.",
    )
    add_own_cohort(command)
    command.add_argument(
        "--inner-folds", type=int, default=3, dest="n_inner_folds", help="folds to tune by [3]"
    )
    command.add_argument("--positive", help="the class that is looked for, such as the patients")
    command.add_argument("--age", help="the column of ages, if it is not named age")
    command.add_argument("--unit", help="unit of the target [years, of ages]")
    command.add_argument("--describe", nargs="+", default=(), help="columns that describe people")
    command.add_argument("--title", help="of the page")
    command.add_argument("--quick", action="store_true", help="a first look, in minutes")
    command.add_argument("--output", default="sk_ccnn_report", help="folder [%(default)s]")
    command.add_argument("--jobs", type=_n_jobs, default=-1, help="processes [-1, one a core]")
    command.set_defaults(run=_report)


def _add_cohorts(command: argparse.ArgumentParser) -> None:
    command.add_argument("cohorts", nargs="*", metavar="NAME", help=f"out of {_COHORTS}")
    add_own_cohort(command)
    command.add_argument("--data-dir", help="folder of downloaded cohorts [SK_CCNN_DATA]")


_COHORTS = ("ixi", "fcon1000", "abide", "lemon", "schizophrenia")


def _n_jobs(text: str) -> int:
    """Read a number of processes; argparse tells what is wrong with it."""
    n_jobs = int(text)
    if n_jobs == 0:
        raise argparse.ArgumentTypeError("needs a number of processes, or -1 for one a core; got 0")
    return n_jobs


def _benchmark(given: argparse.Namespace) -> None:
    from .benchmark import run_benchmark
    from .plotting import require_plotting

    require_plotting()
    tasks = _tasks(given)
    run_benchmark(
        tasks,
        given.output,
        n_jobs=given.jobs,
        only=given.models,
        graphs=given.graphs,
        choose_constraint=given.choose_constraint,
        representation=given.representation,
        shrinkage=given.shrinkage,
        without_sites=given.without_sites,
    )


def _null_test(given: argparse.Namespace) -> None:
    from .benchmark import run_null_tests

    run_null_tests(
        _tasks(given),
        given.output,
        nulls=given.nulls,
        n_nulls=given.n_nulls,
        n_members=given.members,
        n_jobs=given.jobs,
        representation=given.representation,
        shrinkage=given.shrinkage,
    )


def _report(given: argparse.Namespace) -> None:
    from .report import Study, report

    _require_files(given, "a report")
    study = Study(**_options_of(Study, given))
    page = report(study, given.output, quick=given.quick, n_jobs=given.jobs)
    print(f"The report is {page.resolve()}")


def _tasks(given: argparse.Namespace) -> list[Task]:
    tasks = _named_tasks(given) + _own_task(given)
    if not tasks:
        raise ValueError(f"needed cohorts out of {_COHORTS}, or --X with one's own")
    return tasks


def _named_tasks(given: argparse.Namespace) -> list[Task]:
    from .benchmark import COHORTS

    unknown = [name for name in given.cohorts if name not in COHORTS]
    if unknown:
        raise ValueError(f"no cohorts {unknown}; there are {list(COHORTS)}")
    return [task for name in given.cohorts for task in COHORTS[name](given.data_dir)]


def _own_task(given: argparse.Namespace) -> list[Task]:
    from .benchmark import OwnFiles, own_cohort

    if all(value is None for value in _files(given).values()):
        return []
    _require_files(given, "a cohort of one's own")
    return [own_cohort(**_options_of(OwnFiles, given))]


def _files(given: argparse.Namespace) -> dict[str, Any]:
    """Give what a cohort of one's own needs, by its option: dict."""
    return {"--X": given.X, "--participants": given.participants, "--target": given.target}


def _require_files(given: argparse.Namespace, what: str) -> None:
    """Refuse a cohort of one's own of which something is not named."""
    missing = [name for name, value in _files(given).items() if value is None]
    if missing:
        raise ValueError(f"{what} needs {[*_files(given)]}; missing {missing}")


def _options_of(kind: type[OwnFiles], given: argparse.Namespace) -> dict[str, Any]:
    """Choose the options of the command line that are fields of a class: dict."""
    return {each.name: getattr(given, each.name) for each in fields(kind) if each.name in given}


def _demo(given: argparse.Namespace) -> None:
    from .demo import run_demo

    run_demo(given.output, n_jobs=given.jobs)
