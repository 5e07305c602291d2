"""What every result can do; the metrics, intervals and tests that results are made of."""

from .intervals import MeanOverFolds, corrected_t_test
from .metrics import Metric
from .protocol import Result
from .sign_flip import sign_flip_test

__all__ = ["MeanOverFolds", "Metric", "Result", "corrected_t_test", "sign_flip_test"]

# For the rooms above; not part of the public interface.
from .defined import name_folds as name_folds
from .defined import require_defined as require_defined
from .defined import why_undefined as why_undefined
from .metrics import BINARY as BINARY
from .metrics import MULTICLASS as MULTICLASS
from .metrics import MULTICLASS_BRIER as MULTICLASS_BRIER
from .metrics import REGRESSION as REGRESSION
from .metrics import Kind as Kind
from .metrics import Scorer as Scorer
from .metrics import calibration_error as calibration_error
from .metrics import defined_r2 as defined_r2
from .metrics import highest_score as highest_score
from .metrics import metrics_for as metrics_for
from .metrics import pearson_r as pearson_r
from .monte_carlo import LEVEL as LEVEL
from .monte_carlo import missing_gain as missing_gain
from .monte_carlo import monte_carlo_p_value as monte_carlo_p_value
from .monte_carlo import smallest_p_value as smallest_p_value
from .monte_carlo import why_undecided as why_undecided
from .ranges import within_range as within_range
from .scorable import draw_folds as draw_folds
from .scorable import name_of_score as name_of_score
from .scorable import require_folds as require_folds
from .scorable import require_metrics as require_metrics
from .scorable import require_scorable as require_scorable
from .sign_flip import smallest_sign_flip_p_value as smallest_sign_flip_p_value
from .ties import is_constant as is_constant
from .ties import magnitude as magnitude
from .ties import merge_ties as merge_ties
from .ties import rounding as rounding
from .words import against_chance as against_chance
from .words import against_model as against_model
from .words import format_rows as format_rows
from .words import gain_in_words as gain_in_words
from .words import lowest_error as lowest_error
from .words import score_rows as score_rows
from .words import verdict as verdict
