"""The command line: ``python -m sk_ccnn COMMAND``."""

import argparse
import sys

from . import __version__


def main(arguments=None):
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
        return given.run(given)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except (ImportError, OSError) as error:
        print(f"sk_ccnn: {error}", file=sys.stderr)
        return 1


def _parser():
    parser = argparse.ArgumentParser(prog="python -m sk_ccnn", description="Brain-wired networks.")
    parser.add_argument("--version", action="version", version=f"sk_ccnn {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    demo = commands.add_parser(
        "demo",
        help="compare the estimators with scikit-learn's on data that are in the package",
        description="Mouse genotypes (real) and human brain age (simulated), cross-validated "
        "beside scikit-learn's estimators: two tables, a figure and every score as CSV.",
    )
    demo.add_argument("--output", default="sk_ccnn_demo", help="folder to write to [%(default)s]")
    demo.add_argument("--jobs", type=_n_jobs, default=-1, help="processes; -1 is one a core [-1]")
    demo.set_defaults(run=_demo)
    return parser


def _n_jobs(text):
    """Read a number of processes; argparse tells what is wrong with it."""
    n_jobs = int(text)
    if n_jobs == 0:
        raise argparse.ArgumentTypeError("needs a number of processes, or -1 for one a core; got 0")
    return n_jobs


def _demo(given):
    from .demo import run_demo

    run_demo(given.output, n_jobs=given.jobs)
    return 0
