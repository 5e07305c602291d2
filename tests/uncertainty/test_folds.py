import numpy as np
import pytest
from joblib import parallel_config
from numpy.testing import assert_allclose
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.utils import Bunch

from sk_ccnn.uncertainty import predict_out_of_fold


def test_predictions_are_those_of_scikit_learn_and_whatever_n_jobs():
    random = np.random.default_rng(0)
    X, y = random.normal(size=(60, 3)), random.normal(size=60)
    splits = list(KFold(4, shuffle=True, random_state=0).split(X))
    nothing = Bunch(fit={}, predict={})
    given = (LinearRegression(), X, y, splits, nothing)
    predicted, models = predict_out_of_fold(*given)
    assert_allclose(predicted, cross_val_predict(LinearRegression(), X, y, cv=splits))
    assert len(models) == 4
    with parallel_config(backend="threading"):
        assert (predict_out_of_fold(*given, n_jobs=2)[0] == predicted).all()


def test_a_subject_that_is_not_tested_once_is_an_error():
    X, y = np.zeros((4, 1)), np.arange(4.0)
    splits = [(np.array([0, 1]), np.array([2, 3])), (np.array([2, 3]), np.array([1, 2]))]
    with pytest.raises(ValueError, match="each of the 4 subjects into one test set, but 2 are"):
        predict_out_of_fold(LinearRegression(), X, y, splits, Bunch(fit={}, predict={}))
