"""Decisions made here: a review in the terminal, and the baseline that accepts all there is."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from cablefix.corpus.writing import create
from cablefix.deciding import matched
from cablefix.decisions import BASELINE, Decision, Decisions, Key, keys, read
from cablefix.report.asking import Asking
from cablefix.types import Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cablefix.api import Repair
    from cablefix.corpus.folders import Found
    from cablefix.corpus.run import Repaired
    from cablefix.session import Session
    from cablefix.types import Flag


class Finding(NamedTuple):
    """A repair or a flag to decide on, in its document."""

    path: str
    result: Repair
    finding: Edit | Flag
    key: Key

    @property
    def after(self) -> str:
        """What the repair writes; nothing for a flag."""
        return self.finding.new if isinstance(self.finding, Edit) else ""

    @property
    def everywhere(self) -> Key:
        """The key of every identical change."""
        return self.key._replace(prefix="", suffix="", scope="everywhere", after=self.after)

    def decision(self, verdict: str, reviewer: str, *, scope: str = "here") -> Decision:
        """A decision on it, made now."""
        key = self.everywhere if scope == "everywhere" else self.key
        return Decision(
            verdict,
            key.kind,
            key.source,
            key.exact,
            key.prefix,
            key.suffix,
            self.after,
            scope=scope,
            document=self.path,
            reviewer=reviewer,
            time=_now(),
        )


def findings(path: str, result: Repair) -> list[Finding]:
    """The findings of a document by place; several flags of a pass on one place are one."""
    every: list[Edit | Flag] = [*result.edits, *result.flags]
    found = {
        (f.start, f.end, key): Finding(path, result, f, key)
        for f, key in zip(every, keys(result), strict=True)
    }
    return [found[place] for place in sorted(found, key=lambda p: p[:2])]


def _now() -> str:
    # as JavaScript writes it, so that times of both can be compared
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return now.replace("+00:00", "Z")


def _write(file: str, decisions: Iterable[Decision]) -> None:
    create(file, "".join(d.line() for d in decisions).encode("ascii"))


def accept_all(session: Session, file: str, known: Sequence[Decision]) -> int:
    """Accept each finding that nobody decided on, as the baseline; how many these are.

    What the baseline said of the documents that are read now is forgotten first.
    """
    people = Decisions(d for d in known if d.reviewer != BASELINE)
    accepted: list[Decision] = []
    seen: set[str] = set()

    def accept(found: Found, done: Repaired) -> None:
        seen.add(found.path)
        result = done.result
        decided = matched(result, people).found
        places: list[Edit | Flag] = [*result.edits, *result.flags]
        settled = {(places[i].start, places[i].end, places[i].source) for i in decided}
        accepted.extend(
            f.decision("accept", BASELINE)
            for f in findings(found.path, result)
            if (f.finding.start, f.finding.end, f.finding.source) not in settled
        )
        session.reporter.counts.add(result)

    session.each(accept)
    kept = [d for d in known if d.reviewer != BASELINE or d.document not in seen]
    _write(file, [*kept, *accepted])
    return len(accepted)


class Review:
    """A review in the terminal: finding after finding, each decision written at once."""

    def __init__(
        self,
        documents: Iterable[tuple[str, Repair]],
        file: str,
        known: Iterable[Decision],
        reviewer: str | None,
    ) -> None:
        self._findings = [f for path, result in documents for f in findings(path, result)]
        self._file = file
        self._reviewer = reviewer or getpass.getuser()
        self._decided = {(d.key, d.reviewer): d for d in known}
        self._undo: list[tuple[int, Key, Decision | None]] = []
        self._at = 0
        self._said = ""
        self._sought = ""
        self._asking = Asking()
        self._acts: dict[str, Callable[[], None]] = {
            "j": lambda: self._move(1),
            "k": lambda: self._move(-1),
            "a": lambda: self._decide("accept"),
            "r": lambda: self._decide("reject"),
            "s": lambda: self._decide("unsure"),
            "A": lambda: self._decide("accept", scope="everywhere"),
            "R": lambda: self._decide("reject", scope="everywhere"),
            "S": lambda: self._decide("unsure", scope="everywhere"),
            "e": self._edit,
            "z": self._take_back,
            "[": lambda: self._neighbour(-1),
            "]": lambda: self._neighbour(1),
            "u": self._choose_document,
            "/": self._search,
            "?": self._asking.show_keys,
        }

    def run(self) -> None:
        """Ask until the reviewer quits."""
        if not self._findings:
            self._asking.say("There is nothing to review: these documents have no findings.")
            return
        with self._asking:
            self._ask()

    def _ask(self) -> None:
        undecided = (i for i, f in enumerate(self._findings) if self._decision(f) is None)
        self._at = next(undecided, 0)
        while True:
            self._show()
            for pressed in self._asking.pressed():
                if pressed == "q":
                    self._asking.say(f"{self._progress()}; they are in {self._file}")
                    return
                act = self._acts.get(pressed)
                self._said = "" if act else f"{pressed!r} is no key here; ? shows them"
                if act:
                    act()

    def _show(self) -> None:
        f = self._findings[self._at]
        others = [
            d
            for (key, who), d in self._decided.items()
            if who != self._reviewer and key in (f.key, f.everywhere)
        ]
        self._asking.show(
            f.path,
            f.result.source,
            f.finding,
            head=f"{self._at + 1} of {len(self._findings)}, {self._progress()}",
            decisions=[*filter(None, [self._decision(f)]), *others],
        )
        self._asking.say(self._said)

    def _progress(self) -> str:
        done = sum(self._decision(f) is not None for f in self._findings)
        return f"{done} of {len(self._findings)} decided"

    def _decision(self, f: Finding) -> Decision | None:
        """What this reviewer has said of a finding, on it alone or on all identical ones."""
        here = self._decided.get((f.key, self._reviewer))
        return here or self._decided.get((f.everywhere, self._reviewer))

    def _decide(self, verdict: str, *, scope: str = "here", text: str = "") -> None:
        f = self._findings[self._at]
        decision = f.decision(verdict, self._reviewer, scope=scope)._replace(text=text)
        before = self._decided.get((decision.key, self._reviewer))
        self._save(decision.key, decision)
        self._undo.append((self._at, decision.key, before))
        same = sum(g.everywhere == f.everywhere for g in self._findings)
        self._said = f"the same for {same} identical ones" if scope == "everywhere" else ""
        self._move(1)

    def _edit(self) -> None:
        f = self._findings[self._at]
        exact = f.result.source[f.finding.start : f.finding.end]
        text = self._asking.line(
            "what shall stand there (\\n is a line end; Ctrl-D leaves it)", f.after or exact
        )
        if text is None:
            self._said = "nothing was decided"
        else:
            self._decide("edit", text=text)

    def _take_back(self) -> None:
        if not self._undo:
            self._said = "there is no decision to take back"
            return
        self._at, key, before = self._undo.pop()
        self._save(key, before)
        self._said = "taken back"

    def _save(self, key: Key, decision: Decision | None) -> None:
        """Write a decision, or its absence; what others wrote into the file meanwhile stays."""
        there = read([self._file]) if os.path.lexists(self._file) else []
        kept = [d for d in there if (d.key, d.reviewer) != (key, self._reviewer)]
        _write(self._file, [*kept, decision] if decision else kept)
        self._decided.pop((key, self._reviewer), None)
        if decision:
            self._decided[key, self._reviewer] = decision

    def _move(self, step: int) -> None:
        to = self._at + step
        if 0 <= to < len(self._findings):
            self._at = to
        else:
            self._said = "this is the last finding" if step > 0 else "this is the first finding"

    def _neighbour(self, step: int) -> None:
        """The first finding of the document before or after this one."""
        paths = self._paths()
        to = list(paths).index(self._findings[self._at].path) + step
        if 0 <= to < len(paths):
            self._at = list(paths.values())[to]
        else:
            self._said = f"this is the {'last' if step > 0 else 'first'} document"

    def _paths(self) -> dict[str, int]:
        """Each document with the place of its first finding."""
        first: dict[str, int] = {}
        for i, f in enumerate(self._findings):
            first.setdefault(f.path, i)
        return first

    def _choose_document(self) -> None:
        paths = self._paths()
        rows = []
        for number, path in enumerate(paths, 1):
            own = [f for f in self._findings if f.path == path]
            done = sum(self._decision(f) is not None for f in own)
            rows.append(f"{number:>4}  {path}  {done} of {len(own)} decided")
        self._asking.show_lines(rows)
        chosen = self._asking.line("number of the document", "")
        if chosen and chosen.isascii() and chosen.isdigit() and 0 < int(chosen) <= len(paths):
            self._at = list(paths.values())[int(chosen) - 1]
        elif chosen:
            self._said = f"there is no document {chosen}"

    def _search(self) -> None:
        sought = self._asking.line("search", self._sought)
        if not sought:
            return
        self._sought = sought
        order = [*range(self._at + 1, len(self._findings)), *range(self._at + 1)]
        for i in order:
            f = self._findings[i]
            about = (f.path, f.finding.source, f.finding.why, f.key.exact, f.after)
            if any(sought.casefold() in text.casefold() for text in about):
                self._at = i
                return
        self._said = f"no finding has {sought!r}"
