"""The transformer, against scikit-learn itself."""

from __future__ import annotations

import pickle
from importlib import import_module

import pytest

from cablefix import Settings

pytest.importorskip("sklearn", reason="scikit-learn is not installed")
pd = pytest.importorskip("pandas", reason="pandas is not installed")
np = import_module("numpy")
CableCleaner = import_module("cablefix.integrations.sklearn").CableCleaner
TfidfVectorizer = import_module("sklearn.feature_extraction.text").TfidfVectorizer
base = import_module("sklearn.base")
make_pipeline = import_module("sklearn.pipeline").make_pipeline
ColumnTransformer = import_module("sklearn.compose").ColumnTransformer
estimator_checks = import_module("sklearn.utils.estimator_checks")

LINK = "TAGS: [MOPS](#)"
NONE = Settings(passes=[])


def test_list_comes_back_as_a_list_in_order():
    assert CableCleaner().fit_transform([LINK, None, "x"]) == ["TAGS: MOPS", None, "x"]


def test_series_keeps_its_index():
    cleaned = CableCleaner().transform(pd.Series([LINK, None], index=[7, 9], name="body"))

    assert cleaned.name == "body"
    assert cleaned.fillna("gone").to_dict() == {7: "TAGS: MOPS", 9: "gone"}


@pytest.mark.parametrize("dtype", [object, str])
def test_array_comes_back_as_an_array(dtype):
    cleaned = CableCleaner().transform(np.array([LINK, "x"], dtype=dtype))

    assert isinstance(cleaned, np.ndarray)
    assert cleaned.tolist() == ["TAGS: MOPS", "x"]


def test_array_of_fixed_width_does_not_cut_longer_texts():
    text = "The o\ufb03ce of the Minister agreed.\n"
    cleaned = CableCleaner().transform(np.array([text]))

    assert cleaned.tolist() == ["The office of the Minister agreed.\n"]


def test_missing_values_of_an_array_stay():
    nan = float("nan")
    cleaned = CableCleaner().transform(np.array([None, nan], dtype=object))

    assert cleaned[0] is None
    assert cleaned[1] is nan


def test_pipeline_counts_the_repaired_words():
    steps = make_pipeline(CableCleaner(), TfidfVectorizer(lowercase=False))

    steps.fit([LINK, "TAGS: [PARM](#)"])

    assert set(steps[-1].get_feature_names_out()) == {"TAGS", "MOPS", "PARM"}


def test_column_transformer_takes_one_column():
    frame = pd.DataFrame({"text": [LINK, "x y"], "year": [1, 2]})
    steps = make_pipeline(CableCleaner(), TfidfVectorizer())

    counted = ColumnTransformer([("words", steps, "text")], remainder="passthrough")

    assert counted.fit_transform(frame).shape == (2, 3)
    wrong = ColumnTransformer([("words", CableCleaner(), ["text"])])
    with pytest.raises(ValueError, match=r'"text", not \["text"\]'):
        wrong.fit_transform(frame)


def test_clone_and_pickle_keep_the_settings():
    cleaner = CableCleaner(settings=NONE)

    assert cleaner.get_params() == {"settings": NONE}
    for copy in (base.clone(cleaner), pickle.loads(pickle.dumps(cleaner))):  # noqa: S301
        assert copy.settings.digest == NONE.digest
        assert copy.transform([LINK]) == [LINK]
    assert cleaner.set_params(settings=Settings()).transform([LINK]) == ["TAGS: MOPS"]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ([LINK, 7], TypeError, r"row 1 of 2 holds 7 \(int\), not text"),
        (LINK, TypeError, "one text, not many"),
        (np.array([[LINK]]), ValueError, "not in 2 dimensions"),
    ],
)
def test_what_is_no_column_of_texts_is_an_error(given, error, message):
    with pytest.raises(error, match=message):
        CableCleaner().transform(given)


# Its other checks give an estimator tables of numbers; it leaves them out for text vectorizers too.
@pytest.mark.parametrize(
    "check",
    [
        "estimator_cloneable",
        "estimator_repr",
        "estimator_tags_renamed",
        "get_params_invariance",
        "mixin_order",
        "no_attributes_set_in_init",
        "parameters_default_constructible",
        "set_params",
        "valid_tag_types",
    ],
)
def test_what_scikit_learn_asks_of_every_estimator_holds(check):
    getattr(estimator_checks, f"check_{check}")("CableCleaner", CableCleaner())
