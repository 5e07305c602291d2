"""How sure is a prediction? Standard deviations and intervals that are calibrated out of fold."""

from .conformal import ConformalRegressor

__all__ = ["ConformalRegressor"]

# For the rooms above; not part of the public interface.
from .folds import predict_out_of_fold as predict_out_of_fold
from .reading import read_target as read_target
from .routing import params_for_predict as params_for_predict
from .wrapper import Given as Given
from .wrapper import WrapsRegressor as WrapsRegressor
