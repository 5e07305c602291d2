import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nilearn.connectome import ConnectivityMeasure, sym_matrix_to_vec, vec_to_sym_matrix
from numpy.testing import assert_allclose

from sk_ccnn.preprocessing import ConnectomeVectorizer


def correlations(n_subjects, n_regions, seed=0):
    series = np.random.default_rng(seed).normal(size=(n_subjects, n_regions, n_regions + 30))
    matrices = np.stack([np.corrcoef(each) for each in series])
    return (matrices + matrices.transpose(0, 2, 1)) / 2


@given(st.integers(2, 9), st.integers(0, 1000))
def test_matrices_come_back_as_they_were(n_regions, seed):
    matrices = correlations(3, n_regions, seed)
    vectorizer = ConnectomeVectorizer().fit(matrices)
    pairs = vectorizer.transform(matrices)
    assert (pairs[0] == matrices[0][np.triu_indices(n_regions, 1)]).all()
    assert_allclose(vectorizer.inverse_transform(pairs, diagonal=1), matrices, rtol=1e-12)


@pytest.mark.parametrize("discard_diagonal", [False, True])
@pytest.mark.parametrize("n_regions", [2, 3, 7])
def test_nilearns_vectors_and_matrices_give_the_same_pairs(n_regions, discard_diagonal):
    matrices = correlations(4, n_regions)
    vectors = sym_matrix_to_vec(matrices, discard_diagonal=discard_diagonal)
    vectorizer = ConnectomeVectorizer("nilearn", discard_diagonal=discard_diagonal).fit(vectors)
    pairs = vectorizer.transform(vectors)
    assert (pairs == ConnectomeVectorizer().fit_transform(matrices)).all()
    back = vectorizer.inverse_transform(pairs, diagonal=1)
    assert_allclose(back, vectors, rtol=1e-12)
    diagonal = np.full((4, n_regions), 1 / np.sqrt(2)) if discard_diagonal else None
    assert_allclose(vec_to_sym_matrix(back, diagonal), matrices, rtol=1e-12)


def test_through_nilearns_own_connectivity_measure():
    series = list(np.random.default_rng(0).normal(size=(5, 60, 6)))
    vectors = ConnectivityMeasure(kind="correlation", vectorize=True).fit_transform(series)
    matrices = ConnectivityMeasure(kind="correlation").fit_transform(series)
    ours = ConnectomeVectorizer("nilearn").fit_transform(vectors)
    assert_allclose(ours, ConnectomeVectorizer().fit_transform(matrices), rtol=1e-12)


@pytest.mark.parametrize(
    ("scale", "expected"), [("fisher_z", np.arctanh(0.5)), ("log1p", np.log(1.5))]
)
def test_scales_are_undone(scale, expected):
    matrices = np.full((2, 3, 3), 0.5)
    vectorizer = ConnectomeVectorizer(scale=scale).fit(matrices)
    pairs = vectorizer.transform(matrices)
    assert_allclose(pairs, expected)
    assert_allclose(vectorizer.inverse_transform(pairs, diagonal=0.5), matrices)


def test_strengths_are_one_for_regions_alike_and_cannot_be_undone():
    ring = np.array([[0, 5.0, 5.0], [5.0, 0, 5.0], [5.0, 5.0, 0]])
    vectorizer = ConnectomeVectorizer(scale="strength").fit([ring])
    assert_allclose(vectorizer.transform([ring]), 0.5)
    with pytest.raises(ValueError, match="cannot be undone"):
        vectorizer.inverse_transform([[1, 2, 3]])


def test_input_that_does_not_fit_says_what_was_needed():
    with pytest.raises(ValueError, match="needs symmetric matrices"):
        ConnectomeVectorizer().fit(np.arange(18.0).reshape(2, 3, 3))
    with pytest.raises(ValueError, match="needed one for each pair of regions"):
        ConnectomeVectorizer("nilearn").fit(np.ones((2, 7)))
    with pytest.raises(ValueError, match="need source='nilearn'"):
        ConnectomeVectorizer().fit(np.ones((2, 6)))
    with pytest.raises(ValueError, match="X has 4 columns, needed 3"):
        ConnectomeVectorizer().fit(np.ones((2, 3, 3))).inverse_transform(np.ones((1, 4)))
    with pytest.raises(ValueError, match="expecting 3 features"):
        ConnectomeVectorizer().fit(np.ones((2, 3, 3))).transform(np.ones((2, 4, 4)))


@pytest.mark.parametrize("on_diagonal", [np.nan, np.inf, 5e6])
def test_the_diagonal_hides_nothing_and_need_not_be_finite(on_diagonal):
    matrix = np.full((4, 4), 0.5)
    np.fill_diagonal(matrix, on_diagonal)
    assert (ConnectomeVectorizer().fit_transform([matrix, matrix]) == 0.5).all()
    for triangle in (np.tril, np.triu):
        with pytest.raises(ValueError, match="needs symmetric matrices"):
            ConnectomeVectorizer().fit_transform([triangle(matrix)] * 2)


def test_a_diagonal_that_is_there_and_was_said_not_to_be_is_refused():
    vectors = sym_matrix_to_vec(correlations(5, 7), discard_diagonal=False)
    with pytest.raises(ValueError, match="discard_diagonal=True, but X has 28 columns.*=False"):
        ConnectomeVectorizer("nilearn", discard_diagonal=True).fit(vectors)
    assert ConnectomeVectorizer("nilearn").fit(vectors).n_regions_ == 7


def test_labels_tell_whether_there_is_a_diagonal():
    vectors = sym_matrix_to_vec(correlations(5, 8), discard_diagonal=True)
    with pytest.raises(ValueError, match="28 columns and 8 labels.*of 7 regions.*of 8.*=True"):
        ConnectomeVectorizer("nilearn", labels=list("abcdefgh")).fit(vectors)
    with pytest.raises(ValueError, match="28 columns and 7 labels.*say discard_diagonal=False"):
        ConnectomeVectorizer("nilearn", labels=list("abcdefg"), discard_diagonal=True).fit(vectors)
    with pytest.raises(ValueError, match="8 regions but 5 labels"):
        ConnectomeVectorizer("nilearn", labels=list("abcde"), discard_diagonal=True).fit(vectors)
