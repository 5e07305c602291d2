"""From FreeSurfer's tables of raw thickness to a table of brain-age gaps, one row a person.

FreeSurfer's `aparcstats2table` writes a table for each hemisphere, in mm, with a few columns that
are no regions. They are read as they are: the regions are found by name, the others are left out
and named, and the network standardises what it gets. No person's gap comes from a model that has
seen the person, or another one of the same site.

    python examples/freesurfer_to_gaps.py lh.txt rh.txt participants.tsv gaps.csv

The gallery's plot_brain_age.py says what the gaps are. The participants' table needs the columns
participant_id, age and site.
"""

import argparse

import pandas as pd

from sk_ccnn import ConnectomeRegressor, cross_val_gap
from sk_ccnn.io import read_cohort, read_participants


def read_hemispheres(left, right):
    """Join the tables of both hemispheres: DataFrame, a row for each person.

    Parameters
    ----------
    left, right : str or path-like
        As `aparcstats2table --meas thickness` writes them.
    """
    both = pd.concat([read_participants(left), read_participants(right)], axis=1)
    return both.loc[:, ~both.columns.duplicated()]  # each has the volume of the head


def main(arguments=None):
    """Write the gaps."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("left", "right", "participants", "output"):
        parser.add_argument(name)
    given = parser.parse_args(arguments)
    cohort = read_cohort(
        read_hemispheres(given.left, given.right),
        given.participants,
        connectome="desikan_killiany",  # what is none of its regions is left out
    )
    people = cohort.participants
    model = ConnectomeRegressor(cohort.connectome, n_members=2, random_state=0)
    gaps = cross_val_gap(model, cohort.X, people["age"], groups=people["site"], verbose=1)
    gaps.to_csv(given.output)
    error = gaps["gap"].abs().mean()
    print(f"{len(gaps)} people, {cohort.X.shape[1]} regions; mean absolute error {error:.1f} years")


if __name__ == "__main__":
    main()
