"""datatrove: a formatter that repairs documents and keeps what it did in their metadata."""

from __future__ import annotations

from typing import Any

from datatrove.pipeline.formatters.base import BaseFormatter
from datatrove.utils.typeshelper import StatHints

from cablefix.api import DEFAULT, clean
from cablefix.integrations.columns import EDITS, FLAGS, edit_rows, flag_rows, repair_each
from cablefix.settings import Settings


class CableFormatter(BaseFormatter):
    """Repairs the text of each document; edits and flags go into ``metadata["cablefix"]``.

    A document on which a pass fails keeps its text and gets a flag of kind ``error``.
    The statistics of the pipeline count edits and flags.
    """

    name = "cablefix"

    def __init__(self, settings: Settings = DEFAULT) -> None:
        super().__init__()
        self.settings = settings

    def format(self, text: str) -> str:
        """The repaired text, without the record that ``run`` keeps."""
        return clean(text, settings=self.settings)

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Any:  # noqa: ANN401, ARG002
        """The documents, repaired, in order; one without text passes as it is."""
        for document in data:
            self.stat_update(StatHints.total)
            with self.track_time():
                (repair,) = repair_each([document.text], self.settings)
                if repair is not None:
                    document.text = repair.text
                    document.metadata["cablefix"] = {
                        EDITS: edit_rows(repair),
                        FLAGS: flag_rows(repair),
                    }
                    self.stat_update(EDITS, value=len(repair.edits))
                    self.stat_update(FLAGS, value=len(repair.flags))
            yield document
