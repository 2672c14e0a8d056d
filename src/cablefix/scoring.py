"""One run of ``cablefix score``: its pairs one by one, their scores, how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablefix.api import repair
from cablefix.corpus.files import read
from cablefix.corpus.folders import NotFound
from cablefix.corpus.pairs import LeftOver, Pair
from cablefix.report.scores import Scored
from cablefix.score import score
from cablefix.types import CablefixError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cablefix.api import Repair
    from cablefix.config import SettingsMaker
    from cablefix.corpus.folders import Found
    from cablefix.score import PageLines, Score

# So many names of files without a partner are said.
NAMED = 3


class Scoring:
    """The scores of pairs.  One that cannot be scored is reported and never stops the others."""

    def __init__(
        self,
        settings: SettingsMaker,
        page_lines: PageLines,
        *,
        error: Callable[[str, str], None],
        note: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._page_lines = page_lines
        self._error = error
        self._note = note

    def scores(self, pairs: Iterable[Pair | NotFound | LeftOver]) -> Iterator[Scored]:
        """The score of each pair; what has no partner is said."""
        for pair in pairs:
            if isinstance(pair, NotFound):
                self._error(pair.path, pair.error)
            elif isinstance(pair, LeftOver):
                self._note(_left(pair))
            else:
                try:
                    yield Scored(pair.name, self._score(pair))
                except CablefixError as error:
                    self._error(pair.ocr.path, str(error))

    def _score(self, pair: Pair) -> Score:
        truth, ocr = self._text(pair.truth), self._text(pair.ocr)
        out = self._repair(pair, ocr) if pair.out is None else self._text(pair.out)
        return score(truth, ocr, out, page_lines=self._page_lines)

    def _text(self, found: Found) -> str:
        try:
            return read(found.path, encoding=self._settings.encoding(found.config)).text
        except CablefixError as error:
            raise type(error)(f"{found.path}: {error}") from error

    def _repair(self, pair: Pair, ocr: str) -> Repair:
        result = repair(ocr, settings=self._settings.of(pair.ocr.config, pair.ocr.path))
        if trouble := next((f.why for f in result.flags if f.kind == "error"), ""):
            raise CablefixError(trouble)
        return result


def _left(left: LeftOver) -> str:
    names = ", ".join(left.names[:NAMED])
    more = f" and {len(left.names) - NAMED} more" if len(left.names) > NAMED else ""
    verb = "has" if len(left.names) == 1 else "have"
    return f"{names}{more} in {left.folder} {verb} no OCR text, and nothing is said of them"
