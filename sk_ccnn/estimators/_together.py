"""Fit many estimators at once, those that can share a stack as one."""

import numpy as np
import torch
from sklearn.base import BaseEstimator

from ..nn import MemberGenerators
from ..training import bytes_of_layout, bytes_per_member, select_from_net
from ._network import build_network, build_stack

# Parameters that may differ between the members of a stack.
MEMBER_PARAMETERS = frozenset(
    "connectome lambda_wiring lambda_constraint lambda_modular communities alpha lr dropout "
    "random_state".split()
)

# What earlier stacks have freed is in pieces, not all of which a later one can use.
USABLE = 0.85

# On a CPU a larger stack is a slower one: `tests/benchmarks/stack_size.py`.
AMPLE = 64 * 2**20


def fit_together(estimators, X, targets, sample_weight=None, *, max_bytes=None):
    """Fit estimators to the same subjects, as stacks.

    Each is fitted as it would be alone (float32: to rounding). What cannot share a stack, because
    its network has another shape or its training another length, gets one of its own.

    Parameters
    ----------
    estimators : list of BaseConnectomeEstimator
        Not fitted; they are fitted in place.
    X : array-like of shape (n_subjects, ...)
        As in `fit`.
    targets : list of array-like of shape (n_subjects,), length n_estimators
        The target of each estimator. The same object for all, where it is the same.
    sample_weight : array-like of shape (n_subjects,), optional
        As in `fit`.
    max_bytes : float, optional
        What a stack may take while it trains; the more members, the more. One estimator is trained
        whatever it takes. No limit by default.

    Returns
    -------
    list of Exception or None, length n_estimators
        Why an estimator could not be fitted.
    """
    failures = [None] * len(estimators)
    trainees = []
    for place, (estimator, y) in enumerate(zip(estimators, targets, strict=True)):
        try:
            trainees.append(_prepared(place, estimator, X, y, sample_weight, trainees))
        except Exception as error:
            failures[place] = error
    for group in grouped(trainees, _Trainee.shares_a_stack_with):
        for stack in _split(group, max_bytes):
            for trainee, error in _train(stack):
                failures[trainee.place] = error
    return failures


class _Trainee:
    """An estimator that knows its subjects and what its network will be."""

    def __init__(self, place, estimator, y, subjects):
        self.place, self.estimator, self.y, self.subjects = place, estimator, y, subjects

    @property
    def n_members(self):
        return len(self.estimator._recipe.members)

    def reads_like(self, estimator, y):
        """Whether the other would validate the same values in the same way."""
        mine = self.estimator
        return type(mine) is type(estimator) and self.y is y and mine.features == estimator.features

    def shares_a_stack_with(self, other):
        """Whether both can be members of one stack."""
        mine, its = self.estimator, other.estimator
        if mine.early_stopping and (
            mine._recipe.shuffle_seed != its._recipe.shuffle_seed or self.y is not other.y
        ):
            return False  # they hold out other subjects
        return (
            could_share_a_stack(mine, its)
            and mine._layout == its._layout
            and mine._target.n_outputs == its._target.n_outputs
        )


def could_share_a_stack(one, other):
    """Tell whether two estimators differ in nothing but what members of a stack may differ in.

    Parameters
    ----------
    one, other : BaseConnectomeEstimator

    Returns
    -------
    bool
    """
    if one is other:
        return True
    if type(one) is not type(other) or one.callbacks or other.callbacks:
        return False  # callbacks look at all members of a net at once
    mine, its = one.get_params(deep=False), other.get_params(deep=False)
    return all(is_same(mine[name], its[name]) for name in mine if name not in MEMBER_PARAMETERS)


def _prepared(place, estimator, X, y, sample_weight, earlier):
    """Validate parameters and subjects, and learn all but the network."""
    estimator._validate_params()
    y_used = estimator._used(y)
    twin = next((each for each in earlier if each.reads_like(estimator, y)), None)
    if twin is None:
        subjects = estimator._read(X, y_used, sample_weight)
    else:
        subjects = twin.subjects
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(twin.estimator, name):
                setattr(estimator, name, getattr(twin.estimator, name))
    estimator._prepare(subjects)
    return _Trainee(place, estimator, y, subjects)


def _split(group, max_bytes):
    """Split a group into stacks of about equal size, none over the limit if one fits at all.

    Where there is a limit, they are not larger than is fast either.
    """
    if max_bytes is None or len(group) == 1:
        return [group]
    fixed, per_member = _footprint(group)
    n_bytes = per_member * sum(each.n_members for each in group)
    room = USABLE * max_bytes - fixed
    if torch.device(group[0].estimator.device).type == "cpu":
        room = min(room, AMPLE)
    n_stacks = min(len(group), int(np.ceil(n_bytes / max(room, per_member))))
    return [[group[i] for i in part] for part in np.array_split(range(len(group)), n_stacks)]


def _footprint(group):
    """Estimate what a stack of a group takes, and what each member adds, in bytes."""
    lead, subjects = group[0].estimator, group[0].subjects
    recipe = lead._recipe
    batch = subjects.table[: lead._batch_size(len(subjects.table))]
    X = torch.tensor(lead._layout.arrange(batch).astype(recipe.dtype))
    module = build_network(recipe.architecture, [recipe.spec], MemberGenerators([0])).to(X.dtype)
    per_member = bytes_per_member(
        module,
        X,
        own_rows=any(each.estimator._recipe.shuffle_seed != recipe.shuffle_seed for each in group),
        own_wires=any(each.estimator.connectome_ != lead.connectome_ for each in group),
    )
    return bytes_of_layout(module), per_member


def _train(stack):
    """Train a stack; where it diverges, find out whose fault it is: list of (trainee, error)."""
    try:
        _train_as_one(stack)
    except FloatingPointError as error:
        if len(stack) == 1:
            return [(stack[0], error)]
        half = len(stack) // 2
        return _train(stack[:half]) + _train(stack[half:])
    return [(trainee, None) for trainee in stack]


def _train_as_one(stack):
    lead = stack[0].estimator
    recipes = [trainee.estimator._recipe for trainee in stack]
    net = build_stack(recipes, lead._target.criterion, **lead._net_settings())
    data = _subjects_of(stack)
    n_done = lead._train_net(net, data, stack[0].subjects, lead.max_epochs, lead.lr_schedule)
    if n_done < lead.max_epochs and not net.all_members_stopped_ and not lead.callbacks:
        raise KeyboardInterrupt  # skorch ends a training quietly
    first = 0
    for trainee in stack:
        members = range(first, first + trainee.n_members)
        _take_over(trainee.estimator, net, members)
        first += trainee.n_members


def _subjects_of(stack):
    """Give the subjects as tensors; targets of each member, where they differ."""
    lead = stack[0]
    data = lead.estimator._as_tensors(lead.subjects)
    if all(trainee.y is lead.y for trainee in stack):
        return data
    features = data.X.numpy()
    targets, weights = [], []
    for trainee in stack:
        estimator, subjects = trainee.estimator, trainee.subjects
        targets += [estimator._encoded(subjects, features)] * trainee.n_members
        weights += [estimator._weights(subjects)] * trainee.n_members
    return type(data)(data.X, torch.stack(targets), torch.stack(weights), own_y=True)


def _take_over(estimator, net, members):
    """Give an estimator its members of a trained stack."""
    settings = estimator._net_settings()
    criterion = estimator._target.criterion

    def assemble(module, generators):
        return estimator._recipe.assemble(module, generators, criterion, **settings)

    estimator.net_ = select_from_net(net, members, assemble)
    estimator._look_at_training()


def grouped(items, fits):
    """Group items, each with the first group whose first item it fits.

    Parameters
    ----------
    items : iterable
    fits : callable
        From the first item of a group, and another, to bool.

    Returns
    -------
    list of list
    """
    groups = []
    for item in items:
        group = next((group for group in groups if fits(group[0], item)), None)
        if group is None:
            groups.append([item])
        else:
            group.append(item)
    return groups


def is_same(a, b):
    """Tell whether two values of a parameter are the same.

    Parameters
    ----------
    a, b : object
        Estimators are compared by their parameters, arrays and containers by what they hold.

    Returns
    -------
    bool
        False too where that cannot be known.
    """
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, BaseEstimator):
        return is_same(a.get_params(deep=False), b.get_params(deep=False))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(is_same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(is_same, a, b))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b)
    try:
        return bool(a == b)
    except ValueError:  # arrays within
        return False
