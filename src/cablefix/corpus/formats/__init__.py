"""The formats of a corpus: what documents lie in it, in which parts, and how they are written back.

``sources`` looks at what is there and says how it will be read; ``parts`` cuts a source into
tasks; ``rows`` reads the documents of a part and ``writer`` writes them.
"""

from cablefix.corpus.formats.inputs import digest, ending, parts, rows, sources, writer
from cablefix.corpus.formats.model import Choices, Dialect, Limits, Part, Row, Source, Writer

__all__ = [
    "Choices",
    "Dialect",
    "Limits",
    "Part",
    "Row",
    "Source",
    "Writer",
    "digest",
    "ending",
    "parts",
    "rows",
    "sources",
    "writer",
]
