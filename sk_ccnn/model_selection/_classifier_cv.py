"""Predict classes, with a wiring cost whose strength is chosen along a path."""

from sklearn.base import _fit_context

from ..estimators import ConnectomeClassifier
from ._lambda_path import PATH_CONSTRAINTS, LambdaPathCV


class ConnectomeClassifierCV(LambdaPathCV, ConnectomeClassifier):
    """A `ConnectomeClassifier` that chooses `lambda_wiring` by cross-validation along a path.

    As `LassoCV` does for the Lasso: the path runs from the smallest strength that removes every
    wire but those within a region, downwards. All strengths of a fold are trained as one stack;
    the one that is chosen is then trained on all subjects.

    Parameters
    ----------
    connectome, features, architecture, readout, `class_weight`, constraint, hidden_channels, \
lambda_constraint, lambda_modular, communities, alpha, dropout, n_members, max_epochs, lr, \
lr_schedule, batch_size, early_stopping, validation_fraction, n_iter_no_change, callbacks, device, \
random_state, verbose
        As of `ConnectomeClassifier`. Every strength and fold gets the same seeds.
    lambdas : "auto" or array-like of shape (n_lambdas,), default="auto"
        The path; ``"auto"`` finds where it has to begin.
    n_lambdas : int, default=20
        Length of an automatic path.
    eps : float, default=1e-3
        Its smallest strength over its largest.
    one_standard_error : bool, default=False
        Choose the sparsest network whose score is within a standard error of the best.
    cv : int, cross-validator or iterable, default=None
        As scikit-learn takes it; None is 5 folds.
    scoring : str, callable or None, default=None
        What is best; None is the estimator's own score, accuracy.
    n_jobs : int, default=None
        Processes, as joblib takes it.
    max_stack_memory : float, default=1024
        What the stacks that train at once may take together, in MiB.

    Attributes
    ----------
    lambda_wiring_ : float
        The strength that was chosen.
    lambdas_ : ndarray of shape (n_lambdas,)
        The path, largest first.
    score_path_, density_path_ : ndarray of shape (n_lambdas, n_folds)
        Score in test subjects, and density of the network, of each strength in each fold.
    net_, connectome_, density_, wiring_cost_, ...
        As of `ConnectomeClassifier`, trained on all subjects with `lambda_wiring_`.

    See Also
    --------
    StackedGridSearchCV : Search over any parameters.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeClassifierCV
    >>> from sk_ccnn.datasets import make_disease_cohort
    >>> X, diagnosis = make_disease_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> model = ConnectomeClassifierCV(
    ...     "desikan_killiany", n_members=1, max_epochs=10, n_lambdas=4, cv=3, random_state=0
    ... )
    >>> model.fit(X, diagnosis).score_path_.shape
    (4, 3)
    """

    _plain = ConnectomeClassifier
    _parameter_constraints: dict = {
        name: constraint
        for name, constraint in ConnectomeClassifier._parameter_constraints.items()
        if name not in ("lambda_wiring", "warm_start")
    } | PATH_CONSTRAINTS

    def __init__(
        self,
        connectome=None,
        *,
        features="auto",
        architecture="mlp",
        readout="regions",
        constraint="hard",
        hidden_channels=(2, 2),
        lambda_constraint=1.0,
        lambda_modular=0.0,
        communities=None,
        alpha=3.0,
        dropout=0.1,
        n_members=5,
        max_epochs=60,
        lr=0.01,
        lr_schedule="one_cycle",
        batch_size="auto",
        early_stopping=False,
        validation_fraction=0.1,
        n_iter_no_change=10,
        callbacks=None,
        device="cpu",
        random_state=None,
        verbose=0,
        class_weight=None,
        lambdas="auto",
        n_lambdas=20,
        eps=1e-3,
        one_standard_error=False,
        cv=None,
        scoring=None,
        n_jobs=None,
        max_stack_memory=1024.0,
    ):
        super().__init__(
            connectome,
            features=features,
            architecture=architecture,
            readout=readout,
            constraint=constraint,
            hidden_channels=hidden_channels,
            lambda_constraint=lambda_constraint,
            lambda_modular=lambda_modular,
            communities=communities,
            alpha=alpha,
            dropout=dropout,
            n_members=n_members,
            max_epochs=max_epochs,
            lr=lr,
            lr_schedule=lr_schedule,
            batch_size=batch_size,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            n_iter_no_change=n_iter_no_change,
            callbacks=callbacks,
            device=device,
            random_state=random_state,
            verbose=verbose,
            class_weight=class_weight,
        )
        # What the path decides is no parameter.
        del self.lambda_wiring
        self.lambdas = lambdas
        self.n_lambdas = n_lambdas
        self.eps = eps
        self.one_standard_error = one_standard_error
        self.cv = cv
        self.scoring = scoring
        self.n_jobs = n_jobs
        self.max_stack_memory = max_stack_memory

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y, sample_weight=None, groups=None):
        """Choose the strength of the wiring cost, and train the networks with it.

        Parameters
        ----------
        X, y, sample_weight
            As of `ConnectomeClassifier`.
        groups : array-like of shape (n_samples,), default=None
            For a `cv` that keeps groups together.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            As of `ConnectomeClassifier`, and if the network has no wires between regions.
        FloatingPointError
            If the loss of a member diverges.
        """
        return self._fit_path(X, y, sample_weight, groups)
