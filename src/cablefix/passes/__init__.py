"""PASSES: the only list of our passes, read top to bottom; its order is the order.

Adding a repair touches three places: the function, its line here, ``tests/cases/NAME.txt``.
"""

from __future__ import annotations

from cablefix.passes import (
    codeset,
    encoding,
    furniture,
    glyphs,
    header,
    lines,
    losses,
    markers,
    markup,
    messages,
    missing,
    spacing,
    spans,
    strays,
    teletype,
    words,
)
from cablefix.types import Pass

PASSES: tuple[Pass, ...] = (
    # ENCODING
    encoding.encoded_pilcrow,
    # LAYOUT
    spacing.run_of_blanks,
    markup.empty_link,
    markup.marked_heading,
    markup.tex_marker,
    markup.hard_break,
    messages.glued_message,
    messages.glued_class_line,
    messages.collapsed_header,
    messages.broken_header,
    messages.speck_beside_header,
    messages.misread_rule,
    furniture.page_line_inside,
    furniture.stamp_inside,
    lines.repeated_line,
    lines.hyphen_inside,
    lines.broken_paragraph,
    lines.broken_line,
    # STRUCTURE
    header.witnessed_field,
    header.misread_label,
    header.misread_sign,
    header.class_word,
    header.misread_code,
    markup.bulleted_paragraph,
    markers.marker_sequence,
    markers.misplaced_pilcrow,
    lines.joined_paragraph,
    # TEXT
    lines.lost_stretch,
    codeset.misread_apostrophe,
    codeset.misread_quote,
    codeset.misread_dash,
    codeset.letter_quote,
    teletype.shifted_marker,
    teletype.shifted_label,
    teletype.shifted_words,
    teletype.stop_for_apostrophe,
    teletype.digit_as_letter,
    spacing.inserted_blank,
    spacing.lost_blank,
    spacing.glued_words,
    losses.blanked_letter,
    losses.lost_initial,
    # WORDS
    words.confused_word,
    # REVIEW
    header.contradicting_fields,
    header.retyped_header,
    strays.address_leftover,
    strays.spliced_telegram,
    strays.cut_tags,
    markers.marker_gap,
    markers.marker_repeat,
    glyphs.unbalanced_quote,
    spans.garbled_span,
    spans.cut_sentence,
    missing.missing_text,
    missing.missing_header,
    missing.missing_section,
    missing.short_section,
    missing.skipped_reference,
)
