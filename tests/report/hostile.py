"""Text that tries to break out of a report, and passes that carry it into every field."""

import re

from cablefix import Edit, Flag, Repair, Settings, Stage, repair
from cablefix.types import repair as repairs

TEXTS = {
    "script": "<script>alert(1)</script> x1x </script>",
    "style": "</style><style>*{display:none}</style> x1x <link rel=stylesheet href=//evil.test/a>",
    "handler": "<img src=x onerror=alert(1)> x1x \" onmouseover='alert(1)' <svg/onload=alert(1)>",
    "link": "<a href='javascript:alert(1)'>x1x</a> [a](javascript:alert(1)) <http://evil.test>",
    "template": "{{ 7*7 }} x1x {% raw %} {# #} ${7*7} ``code``",
    "comment": "<!-- x1x --> ]]> <![CDATA[ x ]]> <?php ?> <!DOCTYPE x>",
    "entity": "&lt;script&gt; x1x &#60; &amp;lt;",
    "bidi": "safe \u202etxt.exe\u202c x1x \u2066isolate\u2069 \u200f\u061c",
    "control": "NUL \x00 x1x BEL \x07 ESC \x1b[31m DEL \x7f \x85 \x9b \r tab\t",
    "surrogate": "low \udc80 x1x high \ud800 pair \ud83d\ude00",
    "invisible": "soft\xadhyphen zero\u200bwidth x1x \ufeff \u2028 \u2029 \xa0 \u3164 \ufffe",
    "fence": "``` x1x ````\n```html\n<b>\n~~~\n    indented",
    "table": "| a | b |\n|---|---|\n| x1x \\| ` | `` |",
    "heading": "# x1x\n## y\n- [ ] z\n> q\n***\n1. n\n![i](http://evil.test/i.png)",
    "mention": "@everyone x1x #1 www.evil.test https://evil.test a@evil.test",
}


@repairs('pass-"><script>', Stage.TEXT)
def digits(doc):
    """x1x is <script>alert(2)</script> and ``<b>``."""
    for m in re.finditer(r"1", doc.text):
        yield Edit(m.start(), m.end(), f"<i>{doc.text[:40]}", 0.99, f"</td>{doc.text}")


@repairs("flag-all", Stage.REVIEW)
def everything(doc):
    """All of it."""
    yield Flag(0, len(doc.text), "<kind>", doc.text, (doc.text, "<b>"))
    yield Flag(0, 0, "lost", "<u>", ("`",))
    yield Flag(len(doc.text), len(doc.text), "doubtful", "'\"><script>")


SETTINGS = Settings(passes=[digits, everything])


def documents() -> list[tuple[str, Repair]]:
    """Each hostile text, repaired and flagged, under a hostile name."""
    return [(text, repair(text, settings=SETTINGS)) for text in TEXTS.values()]
