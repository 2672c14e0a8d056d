"""PASSES: the only list of our passes, read top to bottom; its order is the order.

Adding a repair touches three places: the function, its line here, ``tests/cases/NAME.txt``.
"""

from __future__ import annotations

from cablefix.passes import markup
from cablefix.types import Pass

PASSES: tuple[Pass, ...] = (markup.empty_link,)
