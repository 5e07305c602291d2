"""Works that the methods cite, by a short name: text and DOI."""

from __future__ import annotations

WORKS: dict[str, tuple[str, str]] = {
    "tripod": (
        "Collins GS et al. (2024). TRIPOD+AI statement. BMJ 385:e078378.",
        "10.1136/bmj-2023-078378",
    ),
    "nadeau": (
        "Nadeau C, Bengio Y (2003). Inference for the generalization error. Machine Learning 52, "
        "239-281.",
        "10.1023/A:1024068626366",
    ),
    "varoquaux": (
        "Varoquaux G (2018). Cross-validation failure: small sample sizes lead to large error "
        "bars. NeuroImage 180, 68-77.",
        "10.1016/j.neuroimage.2017.06.061",
    ),
    "phipson": (
        "Phipson B, Smyth GK (2010). Permutation p-values should never be zero. Statistical "
        "Applications in Genetics and Molecular Biology 9:39.",
        "10.2202/1544-6115.1585",
    ),
    "maslov": (
        "Maslov S, Sneppen K (2002). Specificity and stability in topology of protein networks. "
        "Science 296, 910-913.",
        "10.1126/science.1065103",
    ),
    "betzel": (
        "Betzel RF, Bassett DS (2018). Specificity and robustness of long-distance connections in "
        "weighted, interareal connectomes. PNAS 115, E4880-E4889.",
        "10.1073/pnas.1720186115",
    ),
    "beheshti": (
        "Beheshti I et al. (2019). Bias-adjustment in neuroimaging-based brain age frameworks. "
        "NeuroImage: Clinical 24:102063.",
        "10.1016/j.nicl.2019.102063",
    ),
    "delange": (
        "de Lange AMG, Cole JH (2020). Commentary: correction procedures in brain-age prediction. "
        "NeuroImage: Clinical 26:102229.",
        "10.1016/j.nicl.2020.102229",
    ),
    "butler": (
        "Butler ER et al. (2021). Pitfalls in brain age analyses. Human Brain Mapping 42, "
        "4092-4101.",
        "10.1002/hbm.25533",
    ),
    "sundararajan": (
        "Sundararajan M, Taly A, Yan Q (2017). Axiomatic attribution for deep networks.",
        "10.48550/arXiv.1703.01365",
    ),
    "pedregosa": (
        "Pedregosa F et al. (2011). Scikit-learn: machine learning in Python. Journal of Machine "
        "Learning Research 12, 2825-2830.",
        "10.48550/arXiv.1201.0490",
    ),
    "paszke": (
        "Paszke A et al. (2019). PyTorch: an imperative style, high-performance deep learning "
        "library. NeurIPS 32.",
        "10.48550/arXiv.1912.01703",
    ),
}


class Citations:
    """Numbers works in the order in which they are cited."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def __call__(self, *names: str) -> str:
        """Give the marks of works, such as ``[1, 2]``: str."""
        for name in names:
            if name not in self._names:
                self._names.append(name)
        return f"[{', '.join(str(self._names.index(name) + 1) for name in names)}]"

    def works(self) -> list[tuple[str, str]]:
        """List the cited works, text and DOI, in the order of their numbers."""
        return [WORKS[name] for name in self._names]
