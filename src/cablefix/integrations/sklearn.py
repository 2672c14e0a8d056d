"""scikit-learn: a transformer that repairs texts before they are counted."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from cablefix.api import DEFAULT
from cablefix.integrations.columns import clean_each
from cablefix.settings import Settings


class CableCleaner(TransformerMixin, BaseEstimator):
    """Repairs each text of a list, an array or a Series; learns nothing, so it needs no ``fit``.

    What comes out is of the kind that went in.  The input has one dimension, as that of the text
    vectorizers: in a ``ColumnTransformer`` name the column ``"text"``, not ``["text"]``.

    >>> CableCleaner().transform(["TAGS: [MOPS](#)", None])
    ['TAGS: MOPS', None]
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings  # scikit-learn allows only plain defaults, so None is DEFAULT

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ANN401, ARG002, N803  # scikit-learn's names
        """Itself: there is nothing to learn."""
        _require_column(X)
        return self

    def transform(self, X: Any) -> Any:  # noqa: ANN401, N803
        """The repaired texts, in order; missing ones stay missing."""
        _require_column(X)
        settings = DEFAULT if self.settings is None else self.settings
        if hasattr(X, "iloc"):
            from cablefix.integrations.pandas import CablesAccessor

            return CablesAccessor(X).clean(settings=settings)
        cleaned = list(clean_each(X, settings))
        if not isinstance(X, np.ndarray):
            return cleaned
        # an array of fixed width would cut what is longer than its longest text
        return np.fromiter(cleaned, dtype=object if X.dtype.kind == "U" else X.dtype)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = []
        return tags


def _require_column(texts: object) -> None:
    if isinstance(texts, str):
        raise TypeError("this is one text, not many: give it as a list, [text]")
    # a list has no ndim; a list of lists is refused row by row
    if (dimensions := getattr(texts, "ndim", 1)) != 1:
        raise ValueError(
            f"cables are repaired one column at a time, not in {dimensions} dimensions:"
            ' give df["text"], and in a ColumnTransformer "text", not ["text"]'
        )
