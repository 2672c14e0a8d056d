"""The form that a word and its misreadings share."""

from __future__ import annotations

# Pairs of letters that scanners read as one, and letters of one shape: PERFORMANCE.md 3, and the
# commonest rows of data/word_channel.tsv.
MERGED = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("li", "h"), ("ii", "u"), ("il", "u"))
FOLDED = str.maketrans("1i|j!tfr0ceahk6n58vq9", "lllllllloooobbbussygg")


def skeleton(word: str) -> str:
    """The form that a word and its misreadings share: that of ``bave`` is that of ``have``.

    Pairs are merged before single letters are folded, because "rn" must become "m" while the r
    is still an r.  Only equality means anything; a skeleton is not a word.

    >>> skeleton("tbe") == skeleton("the")
    True
    """
    for seen, meant in MERGED:
        if seen in word:
            word = word.replace(seen, meant)
    return word.translate(FOLDED)
