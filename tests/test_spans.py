"""The span table: composed in stages, read both ways, taken back in part or whole."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cablefix.spans import Places, SpanTable, apply, compose, kept, replaced, revert
from cablefix.types import Edit


def edit(start, end, new, source="a-one"):
    return Edit(start, end, new, 1.0, "because", source)


def composed(text, *stages):
    """The output and the table after all stages, each a list of edits."""
    table = SpanTable()
    for edits in stages:
        table = compose(table, text, edits)
        text = apply(text, edits)
    return text, table


class Item(NamedTuple):
    """The oracle's unit: a copied character, or a run of source text that is now ``new``."""

    start: int
    end: int
    new: str
    names: tuple[str, ...] = ()  # none for a copy


def oracle(text, stages):
    """What became of each character, found in quadratic time and without the table's tricks."""
    items = [Item(i, i + 1, c) for i, c in enumerate(text)]
    for edits in stages:
        items = _edited(items, edits)
    return items


def _edited(items, edits):
    text = "".join(item.new for item in items)
    placed, at = [], 0
    for item in items:
        placed.append((at, at + len(item.new), item))
        at += len(item.new)
    # groups of edits and of changed runs that overlap one another, until none grows any more
    groups = [(e.start, e.end, [e], []) for e in edits]
    for run in [p for p in placed if p[2].names]:
        inside = [g for g in groups if run[0] < g[1] and run[1] > g[0]]
        if inside:
            groups = [g for g in groups if g not in inside]
            groups.append(
                (
                    min(run[0], *(g[0] for g in inside)),
                    max(run[1], *(g[1] for g in inside)),
                    sorted(e for g in inside for e in g[2]),
                    sorted([run, *(r for g in inside for r in g[3])]),
                )
            )
    taken = {id(run) for g in groups for run in g[3]}
    stays = [
        p
        for p in placed
        if id(p) not in taken and (p[2].names or not any(g[0] <= p[0] < g[1] for g in groups))
    ]
    # at one place: what is empty first, an old run before a new one
    entries = sorted(
        [(low, high, 0, item) for low, high, item in stays]
        + [(low, high, 1, (hits, runs)) for low, high, hits, runs in groups],
        key=lambda entry: entry[:3],
    )
    done, cursor = [], 0
    for low, high, is_new, what in entries:
        if is_new:
            hits, runs = what
            copies = [p for p in placed if not p[2].names and low <= p[0] < high]
            end = cursor + sum(p[2].end - p[2].start for p in [*runs, *copies])
            names = dict.fromkeys(n for r in runs for n in r[2].names)
            names.update(dict.fromkeys(e.source for e in hits))
            moved = [e._replace(start=e.start - low, end=e.end - low) for e in hits]
            done.append(Item(cursor, end, apply(text[low:high], moved), tuple(names)))
        else:
            done.append(what)
        cursor = done[-1].end
    return done


def spread(items, *, to_output):
    """The items as ``(start, end, their image)`` in the direction asked for."""
    at = 0
    for item in items:
        here, there = (item.start, item.end), (at, at + len(item.new))
        yield (*here, *there) if to_output else (*there, *here)
        at = there[1]


def image(items, start, end, *, to_output):
    """The oracle's answer: from the first to the last item that the span touches."""
    places = list(spread(items, to_output=to_output))
    if start == end:
        hits = [p for p in places if p[0] == p[1] == start] or [
            p for p in places if p[0] < start < p[1]
        ]
        if not hits:
            before = [p for p in places if p[1] <= start]
            return (before[-1][3],) * 2 if before else (0, 0)
    else:
        hits = [p for p in places if p[0] < end and p[1] > start]
    return hits[0][2], hits[-1][3]


@st.composite
def staged(draw):
    """A text and up to four stages of edits, in order and without overlap."""
    source = text = draw(st.text("abc\n", max_size=12))
    stages = []
    for number in range(draw(st.integers(1, 4))):
        edits, at = [], 0
        for _ in range(draw(st.integers(0, 4))):
            start = at + draw(st.integers(0, 3))
            end = start + draw(st.integers(0, 4))
            if end > len(text):
                break
            if edits and (start, end) == edits[-1][:2]:
                continue  # two insertions at one place are settled before they come here
            new = draw(st.text("XYZ", max_size=3))
            edits.append(edit(start, end, new, f"stage-{number}"))
            at = end
        stages.append(edits)
        text = apply(text, edits)
    return source, stages


def spans(text):
    return [(a, b) for a in range(len(text) + 1) for b in range(a, len(text) + 1)]


class TestApply:
    @pytest.mark.parametrize(
        ("edits", "expected"),
        [
            ([], "abcdef"),
            ([edit(0, 2, "X")], "Xcdef"),
            ([edit(6, 6, "X")], "abcdefX"),
            ([edit(1, 2, "X"), edit(2, 4, "YY")], "aXYYef"),
            ([edit(3, 3, "X"), edit(3, 4, "Y")], "abcXYef"),
            ([edit(0, 6, "")], ""),
        ],
    )
    def test_edits_are_made_in_order(self, edits, expected):
        assert expected == apply("abcdef", edits)


class TestCompose:
    @given(staged())
    def test_table_agrees_with_the_oracle(self, case):
        source, stages = case

        text, table = composed(source, *stages)

        items = oracle(source, stages)
        assert "".join(item.new for item in items) == text
        assert [(i.start, i.end, i.new, i.names) for i in items if i.names] == [
            (c.start, c.end, c.new, c.names) for c in table.changes
        ]

    @given(staged())
    def test_changes_say_what_stood_where(self, case):
        source, stages = case

        text, table = composed(source, *stages)

        for c in table.changes:
            assert c.old == source[c.start : c.end]
            assert c.new == text[c.at : c.out_end]

    @given(staged())
    def test_changes_are_in_order_and_do_not_overlap(self, case):
        _, table = composed(case[0], *case[1])

        for a, b in zip(table.changes, table.changes[1:], strict=False):
            assert a.end <= b.start
            assert a.out_end <= b.at

    def test_nested_edit_keeps_both_names(self):
        text, table = composed("a¶b", [edit(1, 2, "1.", "a-one")], [edit(1, 2, "2", "b-two")])

        assert text == "a2.b"
        assert [c.names for c in table.changes] == [("a-one", "b-two")]

    def test_one_edit_over_two_earlier_ones_becomes_one_change(self):
        first = [edit(0, 1, "X", "a-one"), edit(3, 4, "Y", "b-two")]

        text, table = composed("abcdef", first, [edit(0, 4, "Z", "c-three")])

        assert text == "Zef"
        assert [(c.start, c.end, c.names) for c in table.changes] == [
            (0, 4, ("a-one", "b-two", "c-three"))
        ]

    def test_edit_beside_an_earlier_one_stays_apart(self):
        _, table = composed("abcd", [edit(1, 2, "X", "a-one")], [edit(2, 3, "Y", "b-two")])

        assert [(c.start, c.end, c.names) for c in table.changes] == [
            (1, 2, ("a-one",)),
            (2, 3, ("b-two",)),
        ]

    def test_edit_over_a_deletion_takes_it_in(self):
        _, table = composed("abcd", [edit(1, 3, "", "a-one")], [edit(0, 2, "X", "b-two")])

        assert [(c.start, c.end, c.old, c.new) for c in table.changes] == [(0, 4, "abcd", "X")]


class TestSpans:
    @given(staged())
    def test_both_directions_agree_with_the_oracle(self, case):
        source, stages = case
        text, table = composed(source, *stages)
        items = oracle(source, stages)

        for span in spans(source):
            assert image(items, *span, to_output=True) == table.output_span(*span), span
        for span in spans(text):
            assert image(items, *span, to_output=False) == table.source_span(*span), span

    @given(staged())
    def test_copies_map_exactly(self, case):
        source, stages = case
        text, table = composed(source, *stages)

        at = shift = 0
        for c in [*table.changes, None]:
            end = c.start if c else len(source)
            for a in range(at, end):
                for b in range(a + 1, end + 1):
                    there = (a + shift, b + shift)
                    assert table.output_span(a, b) == there
                    assert table.source_span(*there) == (a, b)
                    assert source[a:b] == text[slice(*there)]
            if c:
                at, shift = c.end, c.out_end - c.end

    @given(staged())
    @example(("abc", [[edit(1, 3, "")]]))
    def test_there_and_back_holds_all_but_text_taken_out_at_the_edge(self, case):
        # "bc" of "abc" without "c" reads "b", and "b" came from "b": a copy maps exactly, so a
        # deletion at the very edge of a span cannot come back
        source, stages = case
        text, table = composed(source, *stages)
        gone = {at for c in table.changes if not c.new for at in range(c.start, c.end)}
        put = {at for c in table.changes if not c.old for at in range(c.at, c.out_end)}

        for a, b in spans(source):
            low, high = table.source_span(*table.output_span(a, b))
            assert set(range(a, b)) - set(range(low, high)) <= gone
        for a, b in spans(text):
            low, high = table.output_span(*table.source_span(a, b))
            assert set(range(a, b)) - set(range(low, high)) <= put

    @given(staged())
    def test_spans_keep_their_order(self, case):
        source, stages = case
        _, table = composed(source, *stages)
        mapped = {span: table.output_span(*span) for span in spans(source)}

        for (a, b), (low, high) in mapped.items():
            assert low <= high
            for longer in [(a, b + 1), (a + 1, b + 1)]:
                if longer in mapped:
                    assert low <= mapped[longer][0]
                    assert high <= mapped[longer][1]

    @given(staged())
    def test_whole_text_maps_to_whole_text_when_its_edges_stand(self, case):
        source, (edits, *_) = case
        inner = [e._replace(start=e.start + 1, end=e.end + 1) for e in edits]

        text, table = composed(f"<{source}>", inner)

        assert table.output_span(0, len(source) + 2) == (0, len(text))
        assert table.source_span(0, len(text)) == (0, len(source) + 2)

    def test_span_inside_a_change_grows_to_the_whole_change(self):
        _, table = composed("abcdef", [edit(1, 4, "XYZW")])

        assert table.output_span(2, 3) == (1, 5)
        assert table.source_span(2, 3) == (1, 4)

    def test_place_of_a_deletion_is_the_text_that_stood_there(self):
        _, table = composed("abcdef", [edit(2, 4, "")])

        assert table.source_span(2, 2) == (2, 4)
        assert table.output_span(2, 4) == (2, 2)

    def test_span_that_ends_before_it_starts_is_refused(self):
        with pytest.raises(ValueError, match="cannot start at 3 and end at 2"):
            SpanTable().source_span(3, 2)


class TestRevert:
    @given(staged())
    def test_everything_taken_back_is_the_source(self, case):
        source, stages = case
        text, table = composed(source, *stages)

        assert source == revert(text, table.changes, lambda _: True)

    @given(staged())
    def test_nothing_taken_back_is_the_text(self, case):
        text, table = composed(case[0], *case[1])

        assert text == revert(text, table.changes, lambda _: False)

    @given(staged())
    def test_last_stage_taken_back_is_the_text_before_it(self, case):
        source, stages = case
        text, table = composed(source, *stages)
        last = f"stage-{len(stages) - 1}"

        before, _ = composed(source, *stages[:-1])
        assert before == revert(
            text, table.changes, lambda c: any(e.source == last for e in c.edits)
        )

    @given(staged(), st.sets(st.integers(0, 3)))
    def test_edits_of_one_stage_are_taken_back_one_by_one(self, case, gone):
        source, (edits, *_) = case
        numbered = [e._replace(source=f"edit-{i}") for i, e in enumerate(edits)]
        text, table = composed(source, numbered)

        left = [e for i, e in enumerate(numbered) if i not in gone]
        names = {f"edit-{i}" for i in gone}
        assert apply(source, left) == revert(
            text, table.changes, lambda c: c.edits[0].source in names
        )

    def test_change_built_on_a_reverted_one_goes_with_it(self):
        text, table = composed("a¶b", [edit(1, 2, "1.", "a-one")], [edit(1, 2, "2", "b-two")])

        assert text == "a2.b"
        assert revert(text, table.changes, lambda c: c.edits[0].source == "a-one") == "a¶b"
        assert revert(text, table.changes, lambda c: c.edits[0].source == "b-two") == "a1.b"

    def test_neighbour_under_the_same_edit_stays(self):
        first = [edit(0, 1, "X", "a-one"), edit(3, 4, "Y", "b-two")]
        text, table = composed("abcdef", first, [edit(0, 4, "Z", "c-three")])

        assert text == "Zef"
        assert revert(text, table.changes, lambda c: c.edits[0].source == "a-one") == "abcYef"


class TestKept:
    @given(staged(), st.sets(st.integers(0, 3)))
    def test_what_is_kept_makes_the_text_that_revert_makes(self, case, stages):
        source, edits = case
        text, table = composed(source, *edits)
        names = {f"stage-{number}" for number in stages}

        def goes(change):
            return any(e.source in names for e in change.edits)

        left = kept(table.changes, goes).changes

        expected = revert(text, table.changes, goes)
        assert apply(source, [edit(c.start, c.end, c.new) for c in left]) == expected
        for c in left:
            assert c.old == source[c.start : c.end]
            assert c.new == expected[c.at : c.out_end]

    @given(staged(), st.sets(st.integers(0, 3)), st.sets(st.integers(0, 3)))
    def test_what_is_kept_can_be_taken_back_in_turn(self, case, first, second):
        source, edits = case
        text, table = composed(source, *edits)

        def by(stages):
            names = {f"stage-{number}" for number in stages}
            return lambda change: any(e.source in names for e in change.edits)

        left = kept(kept(table.changes, by(first)).changes, by(second)).changes

        expected = revert(text, table.changes, by(first | second))
        assert apply(source, [edit(c.start, c.end, c.new) for c in left]) == expected


class TestReplaced:
    @given(staged())
    def test_each_step_says_what_its_stage_saw(self, case):
        source, stages = case
        _, table = composed(source, *stages)
        seen = [composed(source, *stages[:n])[0] for n in range(len(stages))]

        steps = [step for change in table.changes for step in replaced(change)]

        assert len(steps) == sum(map(len, stages))
        for before, e in steps:
            assert before == seen[int(e.source.removeprefix("stage-"))][e.start : e.end]


class TestPlaces:
    @pytest.mark.parametrize(
        ("span", "meets", "holds"),
        [
            ((0, 2), False, False),
            ((0, 3), True, False),
            ((2, 4), True, True),
            ((2, 6), True, True),
            ((3, 3), True, True),
            ((2, 2), False, True),
            ((6, 8), False, False),
            ((5, 9), True, False),
            ((9, 9), True, True),
            ((8, 9), False, False),
            ((8, 10), True, False),
            ((9, 10), False, False),
            ((10, 10), False, False),
        ],
    )
    def test_spans_that_meet_a_place_or_lie_in_one(self, span, meets, holds):
        places = Places([(9, 9), (4, 6), (2, 4)])

        assert (places.meet(*span), places.hold(*span)) == (meets, holds)

    def test_there_may_be_none(self):
        assert not Places([]).meet(0, 5)
        assert not Places([]).hold(0, 0)
