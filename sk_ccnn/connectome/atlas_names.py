"""One scheme of names, for atlases and for connectomes: what is here, and what can be fetched.

A full name is that of the atlas and its number of regions (``"glasser360"``), with the number of
networks where there are two such parcellations (``"schaefer200_7"``). A plain name is short for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .region_names import close_names, listing

# The cortical atlas is what the plain name means; those of the whole brain add subcortex.
_FULL_NAMES = {
    "aal": "aal116",
    "aal2": "aal2_94",
    "desikan_killiany": "desikan_killiany68",
    "destrieux": "destrieux148",
    "dosenbach": "dosenbach160",
    "glasser": "glasser360",
    "harvard_oxford": "harvard_oxford96",
    "power": "power264",
    "seitzman": "seitzman300",
} | {f"schaefer{n_regions}": f"schaefer{n_regions}_7" for n_regions in (100, 200, 300, 400)}

# The plain names of the atlases that sk_ccnn.datasets.fetch_group_connectome knows.
FETCHED = ("aal2", "desikan_killiany", "glasser", "schaefer100", "schaefer200", "schaefer400")


def full_name(name: str) -> str:
    """Spell out the name of an atlas: str, as it is if it is full or unknown."""
    return _FULL_NAMES.get(name, name)


def can_be_fetched(name: object) -> bool:
    """Tell whether there is a group connectome to download for an atlas, by either name."""
    return isinstance(name, str) and full_name(name) in map(full_name, FETCHED)


def unknown_connectome(
    name: str, packaged: Collection[str], atlases: Collection[str], more: Iterable[str] = ()
) -> str:
    """Say what there is instead of a connectome that is not in the package.

    Parameters
    ----------
    name : str
        What was asked for.
    packaged, atlases : collection of str
        Names of the connectomes and of the atlases in the package.
    more : iterable of str
        Other words that are accepted in its place.

    Returns
    -------
    str
        What is in the package, what can be fetched, and names that are spelt alike.
    """
    told = [f"no connectome {name!r} in the package, which has {listing(sorted(packaged))}"]
    if can_be_fetched(name):
        told.append(f"sk_ccnn.datasets.fetch_group_connectome({name!r}) downloads that one")
    elif isinstance(name, str) and full_name(name) in atlases:
        told.append(
            f"for the atlas {name!r} none was measured here: Connectome.from_coordinates("
            f"load_atlas({name!r}).coordinates, density=...) draws one by distance"
        )
    told.append(f"sk_ccnn.datasets.fetch_group_connectome can fetch {listing(FETCHED)}")
    close = close_names(name, {*packaged, *FETCHED, *more})
    if close and not can_be_fetched(name):
        told.append(f"close names are {listing(close)}")
    return "; ".join(told)
