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
    markers,
    markup,
    messages,
    missing,
    spacing,
    spans,
    words,
)
from cablefix.types import Pass

PASSES: tuple[Pass, ...] = (
    # ENCODING
    encoding.encoded_pilcrow,
    encoding.mojibake,
    encoding.left_entity,
    encoding.stray_control,
    encoding.lookalike_letter,
    encoding.left_ligature,
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
    spacing.blank_inside,
    glyphs.letter_as_sign,
    # WORDS
    words.confused_word,
    # REVIEW
    header.contradicting_fields,
    header.retyped_header,
    markers.marker_gap,
    markers.marker_repeat,
    encoding.lost_sign,
    glyphs.stray_glyph,
    glyphs.unbalanced_quote,
    glyphs.unbalanced_bracket,
    spans.garbled_span,
    spans.cut_sentence,
    missing.missing_text,
    missing.missing_header,
    missing.missing_section,
    missing.short_section,
    missing.skipped_reference,
)
