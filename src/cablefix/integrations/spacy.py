"""spaCy: the pipeline component ``cablefix``, which repairs a text before anything reads it.

spaCy cuts a text into tokens before its first component runs, and a ``Doc`` cannot change its
text.  So where there is something to repair the component makes a new ``Doc`` of the repaired
text, with the tokenizer of the pipeline, and must come first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from cablefix.api import Repair
from cablefix.integrations.columns import repair_each
from cablefix.settings import PROFILES, Settings

# the record in Doc.user_data, and the group of flagged spans in Doc.spans
KEY = "cablefix"


@Language.factory(KEY)
class CableRepairer:
    """``nlp.add_pipe("cablefix", first=True)``: repairs each document and keeps a record of it.

    ``doc._.cable_repair`` is the ``Repair``; ``doc.spans["cablefix"]`` holds the flagged spans,
    each labelled with the kind of its flag; ``span._.cable_source`` and ``token._.cable_source``
    are the offsets in the text that was given.  A document on which a pass fails comes back
    unchanged with a flag of kind ``error``.  ``config`` takes the arguments of ``Settings``.
    """

    def __init__(
        self,
        nlp: Language,
        name: str,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        min_confidence: float = PROFILES["record"],
        keep: Iterable[str] = (),
    ) -> None:
        self.nlp = nlp
        self.name = name
        self.settings = Settings(
            select=select, ignore=ignore, min_confidence=min_confidence, keep=keep
        )

    def __call__(self, doc: Doc) -> Doc:
        """The document, or a new one of the repaired text."""
        if self.nlp.pipe_names[0] != self.name:
            raise ValueError(
                f"{self.name} must be the first component, before any that reads the text:"
                f' nlp.add_pipe("{KEY}", first=True)'
            )
        (repair,) = repair_each([doc.text], self.settings)
        assert repair is not None  # noqa: S101  # the text of a Doc is never missing
        if repair.text is not repair.source:
            doc = self._anew(doc, repair.text)
        doc.user_data[KEY] = repair.to_dict()
        spans = (
            doc.char_span(*repair.output_span(f.start, f.end), f.kind, alignment_mode="expand")
            for f in repair.flags
        )
        doc.spans[KEY] = [span for span in spans if span]  # a loss may be flagged between tokens
        return doc

    def _anew(self, doc: Doc, text: str) -> Doc:
        """A Doc of the text, with what the user said of the old one as a whole."""
        if doc.ents or doc.spans:
            raise ValueError(
                "the Doc has entities or spans already, and its text needs repair:"
                " they would be lost; mark them in the repaired text"
            )
        new = self.nlp.make_doc(text)
        for key, value in doc.user_data.items():
            # spaCy's own keys are ("._.", name, start, end): those of spans have a start
            if not (isinstance(key, tuple) and key[0] == "._." and key[2] is not None):
                new.user_data[key] = value
        new.cats = doc.cats
        new._context = doc._context  # what nlp.pipe(as_tuples=True) hands back  # noqa: SLF001
        return new


def _repair(doc: Doc) -> Repair:
    """The ``Repair`` of a document, read from its record, which is stored with the Doc."""
    if KEY not in doc.user_data:
        raise ValueError(f'this Doc has not been repaired: nlp.add_pipe("{KEY}", first=True)')
    return Repair.from_dict(doc.user_data[KEY])


def _source_of_span(span: Span) -> tuple[int, int]:
    return _repair(span.doc).source_span(span.start_char, span.end_char)


def _source_of_token(token: Token) -> tuple[int, int]:
    return _repair(token.doc).source_span(token.idx, token.idx + len(token))


def _extend(kind: Any, name: str, getter: Any) -> None:  # noqa: ANN401  # Doc, Span or Token
    if not kind.has_extension(name):
        kind.set_extension(name, getter=getter)


_extend(Doc, "cable_repair", _repair)
_extend(Span, "cable_source", _source_of_span)
_extend(Token, "cable_source", _source_of_token)
