"""The command ``cablefix``: from check, fix and run to report, review and score."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NoReturn, NotRequired, TypedDict, TypeVar, Unpack

import click

from cablefix import __version__
from cablefix.report.formats import FORMATS, LINES, MARK

if TYPE_CHECKING:
    import io

    from cablefix.config import Configs, SettingsMaker
    from cablefix.corpus.driver import Run
    from cablefix.corpus.engines import Engine
    from cablefix.corpus.tables import TableFormat
    from cablefix.decisions import Decision, Decisions
    from cablefix.report.progress import Progress
    from cablefix.score import PageLines
    from cablefix.session import Session
    from cablefix.types import Pass

TROUBLE = 2  # usage, configuration, a file, or a bug of ours
INTERRUPTED = 130  # 128 + SIGINT, as a shell counts
BROKEN_PIPE = 141  # 128 + SIGPIPE

Command = TypeVar("Command", bound=Callable[..., Any])


class Choosing(TypedDict):
    """What ``_CHOICE`` adds to a command: which passes run, and how sure a repair must be."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    profile: str | None
    min_confidence: float | None
    config: str | None
    isolated: bool
    encoding: str | None


class Options(Choosing):
    """What ``_options`` adds to a command; the last four only where findings are shown."""

    paths: tuple[str, ...]
    force_exclude: bool
    quiet: bool
    output_format: NotRequired[str]
    fail_on: NotRequired[str]
    stdin_filename: NotRequired[str | None]
    decisions: NotRequired[tuple[str, ...]]


def main() -> NoReturn:
    """Run the command and end with its exit code; quiet when interrupted."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            # as an exception it passes through the clean-up of a file half written
            signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        code = BROKEN_PIPE
    except OSError as error:
        click.echo(f"error: {error.strerror or error}", err=True)
        code = TROUBLE
    if code in (INTERRUPTED, BROKEN_PIPE, TROUBLE):
        _forget_output()
    sys.exit(code if isinstance(code, int) else 0)


def _forget_output() -> None:
    """Let nothing that is still buffered for a closed pipe raise as Python ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class QuietGroup(click.Group):
    """A group whose commands end without a word when they are interrupted."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; click itself would say "Aborted!", or exit with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ctx.exit(BROKEN_PIPE)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=QuietGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cablefix")
def cli() -> None:
    """Repair OCR damage in US State Department cables, and show every repair.

    What cannot be repaired with certainty is flagged, never guessed.

    Exit codes: 0 nothing to change or everything fixed; 1 findings left; 2 an error, after the
    other files were finished.
    """


_PATHS = (click.argument("paths", nargs=-1, required=True, metavar="PATHS|-"),)

_CHOICE = (
    click.option(
        "--select",
        multiple=True,
        metavar="NAME",
        help="Run these passes or families only (marker: all that begin with marker-)."
        " Replaces select and ignore of the configuration.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="NAME",
        help="Leave out these passes or families, besides those the configuration ignores.",
    ),
    click.option(
        "--profile",
        type=click.Choice(["record", "reading"]),
        help="record: repair what is certain (the default). reading: also what is more"
        " likely than not.",
    ),
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="0..1",
        help="How sure a repair must be; what is less sure is flagged.",
    ),
    click.option("--config", metavar="FILE", help="Use this configuration file for all documents."),
    click.option("--isolated", is_flag=True, help="Use no configuration file."),
    click.option(
        "--encoding",
        metavar="NAME",
        help="The encoding of files that are not UTF-8; without it they are read as cp1252"
        " and flagged.",
    ),
)

_QUIET = (click.option("-q", "--quiet", is_flag=True, help="Print errors only."),)

_INPUT = (
    *_PATHS,
    *_CHOICE,
    click.option(
        "--force-exclude",
        is_flag=True,
        help="Apply exclude of the configuration also to files that are named.",
    ),
    *_QUIET,
)

_DECISIONS = click.option(
    "--decisions",
    multiple=True,
    metavar="FILE",
    help="Honour these reviewers' decisions instead of those of the configuration.",
)

_ANY_FORMAT = click.option(
    "--output-format",
    type=click.Choice([*LINES, *FORMATS]),
    default="concise",
    show_default=True,
    metavar="NAME",
    help="concise, or full with the source lines, or one of the forms below.",
)

_FORMS = "\b\nForms:\n" + "\n".join(f"  {name:16} {form.meaning}" for name, form in FORMATS.items())

_RECORD_FORMAT = click.option(
    "--output-format",
    type=click.Choice(["concise", "full", "json", "jsonl"]),
    default="concise",
    show_default=True,
    help="full: with the source lines. json: one document. jsonl: one line each.",
)

_ENDING = (
    _DECISIONS,
    click.option(
        "--fail-on",
        type=click.Choice(["change", "flag", "never"]),
        default="change",
        show_default=True,
        help="Which findings make the exit code 1. flag: flags too.",
    ),
    click.option(
        "--stdin-filename",
        metavar="PATH",
        help="The name of what comes on standard input, for messages and configuration.",
    ),
)


def _options(*shown: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """The options that say what is read, which passes run and what is ``shown``."""
    return _with((*_INPUT, *shown))


def _with(options: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    def attach(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return attach


@cli.command(epilog=_FORMS)
@_options(_ANY_FORMAT, *_ENDING)
def check(**options: Unpack[Options]) -> None:
    """Say what is damaged in files, folders or standard input (-); never writes."""
    session = _session(options)
    session.each(session.show_diff if options.get("output_format") == "diff" else session.show)
    _end(session, options)


@cli.command()
@_options(_RECORD_FORMAT, *_ENDING)
@click.option("--diff", is_flag=True, help="Print the repairs as a diff; write nothing.")
@click.option(
    "-o", "--output", metavar="DIR", help="Write the documents below this folder instead."
)
@click.option(
    "--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if a file was repaired (for hooks)."
)
def fix(
    *, diff: bool, output: str | None, exit_non_zero_on_fix: bool, **options: Unpack[Options]
) -> None:
    """Repair files in place; standard input (-) goes to standard output."""
    is_stdin = options["paths"] == ("-",)
    is_record = options.get("output_format") in ("json", "jsonl")
    if diff and (output or is_record):
        raise click.UsageError("--diff stands alone, without -o and without json or jsonl")
    if is_stdin and output:
        raise click.UsageError("'-' goes to standard output; -o is for files")
    if is_stdin and is_record:
        raise click.UsageError(
            "'fix -' writes the text to standard output; for the findings use 'check -'"
        )
    session = _session(options, skip=output, is_text_out=is_stdin and not diff)
    if diff:
        session.each(session.show_diff)
    elif is_stdin:
        session.each(session.pass_on)
    elif output:
        session.each(session.write_below(output))
    else:
        from cablefix.corpus.journal import Journal

        with Journal("fix") as journal:
            session.each(session.write_back(journal))
            if journal.projects:
                session.reporter.note(f"this was run {journal.id}; cablefix undo takes it back")
    _end(session, options, is_fixed=not diff, fails_on_fix=exit_non_zero_on_fix)


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]")
@click.option("--run", "run_id", metavar="ID", help="Take back this run; --list shows which ones.")
@click.option(
    "--only",
    multiple=True,
    metavar="PASS",
    help="Take back the repairs of this pass or family only, and what was built upon them.",
)
@click.option("--list", "is_list", is_flag=True, help="Show the runs; take nothing back.")
@_with(_QUIET)
def undo(
    *, paths: tuple[str, ...], run_id: str | None, only: tuple[str, ...], is_list: bool, quiet: bool
) -> None:
    """Take back what a run of `fix` changed in place, byte for byte.

    Without PATHS the last run in the project where you are, as a whole; with PATHS the last one
    that changed something there, and in other documents nothing. A document that was changed
    since is left as it is.
    """
    if is_list and (run_id or only):
        raise click.UsageError("--list shows the runs of PATHS; --run and --only choose for undo")
    from cablefix.corpus.undo import Past
    from cablefix.report.past import run_lines
    from cablefix.report.reporter import Reporter
    from cablefix.undoing import undo as take_back

    reporter = Reporter("concise", is_quiet=quiet)
    with _said():
        past = Past(paths, reporter.note)
        if is_list:
            listed = list(past.listed())
            reporter.write("".join(f"{line}\n" for line in run_lines(listed)))
            if not listed:
                reporter.note("no journal here, or in a folder above, knows a run")
        else:
            take_back(past, run_id, _names(only), reporter, is_quiet=quiet)
    click.get_current_context().exit(TROUBLE if reporter.counts.errors else 0)


@cli.command()
@_options()
def apply(**options: Unpack[Options]) -> None:
    """Replay reviewers' decisions on documents: FILE.jsonl… PATHS.

    What was rejected is not done, or is taken back if `fix` did it in place; edits are made, and
    the rest is repaired as `fix` would. Documents without a decision are left as they are. What
    no longer matches, and what reviewers disagree on, is listed. `cablefix undo` takes it back.
    """
    files = [path for path in options["paths"] if path.endswith(".jsonl")]
    paths = tuple(path for path in options["paths"] if not path.endswith(".jsonl"))
    if not files or not paths or "-" in paths:
        raise click.UsageError(
            "apply takes files of decisions (.jsonl) and the documents or folders they are on, as"
            " in: cablefix apply decisions.jsonl cables"
        )
    from cablefix.applying import Applying
    from cablefix.corpus.journal import Journal
    from cablefix.report.decided import applied_lines, applied_tail

    decisions = _read_decisions(files)
    session = _session({**options, "paths": paths}, decisions=decisions)
    reporter = session.reporter
    with _said():
        applying = Applying(decisions, paths, reporter.note)
    session.placed = applying.placed
    with Journal("apply") as journal:
        session.each(applying.write(session, journal))
        if journal.projects:
            reporter.note(f"this was run {journal.id}; cablefix undo takes it back")
    applied = applying.end()
    reporter.write("".join(applied_lines(applied)))
    reporter.finish()
    if not options["quiet"]:
        click.echo(applied_tail(applied), nl=False, err=True)
    code = TROUBLE if reporter.counts.errors else int(applied.left > 0)
    click.get_current_context().exit(code)


@cli.command()
@_options()
@click.option(
    "--decisions",
    "file",
    metavar="FILE",
    help="Where they are written; without it to the file of the configuration, decisions.jsonl.",
)
def baseline(*, file: str | None, **options: Unpack[Options]) -> None:
    """Accept all of today's findings, so that `check` speaks of new ones only.

    They are written as decisions of the reviewer "baseline"; a decision of a person goes before.
    """
    if "-" in options["paths"]:
        raise click.UsageError("a baseline is of files and folders, not of '-'")
    from cablefix.decisions import Decisions
    from cablefix.reviewing import accept_all

    with _said():
        file, decisions = _own_decisions(options, file)
    session = _session(options, decisions=Decisions())
    with _said():
        count = accept_all(session, file, decisions)
    session.reporter.note(f"{file} accepts {count} findings of these documents")
    _end(session, options, is_fixed=True)


@cli.command()
@_options()
@click.option(
    "--decisions",
    "file",
    metavar="FILE",
    help="Where they are written; without it to the file of the configuration, decisions.jsonl.",
)
@click.option("--reviewer", metavar="NAME", help="Who decides; without it your name here.")
def review(*, file: str | None, reviewer: str | None, **options: Unpack[Options]) -> None:
    """Go through the findings in the terminal and decide on each; no document is changed.

    Each decision is written at once, so a review can be left and taken up again.
    """
    if "-" in options["paths"]:
        raise click.UsageError("a review is of files and folders; keys come from standard input")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(
            "a review needs a terminal to ask in; for decisions elsewhere: cablefix report"
        )
    from cablefix.decisions import Decisions
    from cablefix.reviewing import Review

    with _said():
        file, decisions = _own_decisions(options, file)
    session = _session(options, decisions=Decisions())
    with _said():
        Review(session.collect(), file, decisions, reviewer).run()
    session.reporter.finish()


@cli.command()
@click.argument("place", metavar="FILE:LINE[:COLUMN]")
@_with(_CHOICE)
def explain(*, place: str, **options: Unpack[Choosing]) -> None:
    """Tell what was repaired at a place, what would be, by which pass and why; never writes.

    Lines and columns are those of the file as it is now, counted from 1.
    """
    from cablefix.explaining import explanation
    from cablefix.report.explained import lines
    from cablefix.report.reporter import Reporter

    reporter = Reporter("concise", is_quiet=False)
    configs, settings = _choice(options)
    with _said():
        told = explanation(place, configs, settings, reporter.note)
    reporter.write("".join(lines(told)))


@cli.command(epilog=_FORMS)
@_options()
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["html", *FORMATS]),
    metavar="NAME",
    help="html, a page for the browser, or one of the forms below. Without it the ending of FILE"
    " decides.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE|DIR",
    help="Where the report goes: a file, or a folder for a page. A page of more than 500 documents"
    " or 20 MB is an index with pages beside it.",
)
def report(*, form: str | None, output: str, **options: Unpack[Options]) -> None:
    """Write a report to read and to review: repairs and flags of files and folders.

    A folder that `cablefix run` wrote is reported as it was repaired then. A report repairs
    nothing itself.
    """
    from cablefix.corpus.writing import create
    from cablefix.decisions import Decisions
    from cablefix.report.formats import form_of, page_files, page_of, spare

    if "-" in options["paths"]:
        raise click.UsageError("a report is on files and folders, not on '-'")
    with _said():
        name = form_of(output, form)
        files = page_files() if name == "html" else None
        path = page_of(output) if files else output
        spare(path, options["paths"], FORMATS[name].mark if name in FORMATS else MARK)
    if files:
        # a report shows what was decided on too
        session = _session(options, skip=path, decisions=Decisions(), is_report=True)
        documents = session.collect()
        pages = files(path, documents, session.reporter.failures)
        made = [(name, page.encode("utf-8", "backslashreplace")) for name, page in pages]
    else:
        session, content = _written(name, path, options)
        made = [(path, content)]
    with _said():
        for beside, _ in made[1:]:
            spare(beside, options["paths"])
        for written, content in made:
            create(written, content)
    if len(made) > 1:
        session.reporter.note(f"{path} is the index of {len(made) - 1} pages beside it")
    _end(session, options, is_fixed=True)


def _written(name: str, output: str, options: Options) -> tuple[Session, bytes]:
    """The session, and what ``check`` without decisions would print in that form."""
    import io

    from cablefix.decisions import Decisions

    written = io.BytesIO()
    out = io.TextIOWrapper(written, "utf-8", "backslashreplace", newline="")
    session = _session(
        options, skip=output, form=name, out=out, decisions=Decisions(), is_report=True
    )
    session.each(session.show_diff if name == "diff" else session.show)
    session.reporter.end_form()
    return session, FORMATS[name].lead + written.getvalue()


@cli.command()
@click.argument("truth")
@click.argument("ocr")
@click.argument("out", required=False)
@_with(_CHOICE)
@click.option(
    "--page-lines",
    type=click.Choice(["best", "keep", "drop"]),
    default="best",
    show_default=True,
    help="Whether page lines of the truth must be there (keep), must be gone (drop), or may be"
    " either (best).",
)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json", "html"]),
    help="Without it the ending of FILE decides (.html, .json), and else it is text.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the score there, not to the screen.")
@_with(_QUIET)
def score(
    *,
    truth: str,
    ocr: str,
    out: str | None,
    page_lines: PageLines,
    output_format: str | None,
    output: str | None,
    quiet: bool,
    **options: Unpack[Choosing],
) -> None:
    """Say how good a repair is: OCR and OUT against TRUTH, which are files or folders.

    TRUTH is the text as it should be, OCR the text as it was read, OUT the repaired text, made by
    any program. Without OUT, cablefix repairs the OCR text itself, and its confidences, its flags
    and each pass are scored too. No document is changed.

    Files of folders belong together by their names: 001.txt and 001.ocr.txt do.
    """
    chosen = [name for name in ("select", "ignore", "profile", "min_confidence") if options[name]]
    if out is not None and chosen:
        option = chosen[0].replace("_", "-")
        raise click.UsageError(f"--{option} is for repairing, and OUT is repaired already")
    from cablefix import __version__
    from cablefix.corpus.pairs import pairs
    from cablefix.corpus.writing import create
    from cablefix.decisions import Decisions
    from cablefix.report.formats import score_renderer, spare
    from cablefix.report.reporter import Reporter
    from cablefix.report.scores import MARK as SCORE_MARK
    from cablefix.score import pool
    from cablefix.scoring import Scoring

    configs, settings = _choice(options, Decisions())
    reporter = Reporter("concise", is_quiet=quiet)
    run = Scoring(settings, page_lines, error=reporter.error, note=reporter.note)
    with _said():
        render = score_renderer(output_format, output)
        if output is not None:
            spare(
                output,
                [path for path in (truth, ocr, out) if path is not None],
                SCORE_MARK,
                "score of cablefix",
            )
        documents = list(
            run.scores(pairs(truth, ocr, out, configs, skip=() if output is None else (output,)))
        )
    if documents:
        total = pool(score for _, score in documents)
        said = render(documents, total, page_lines=page_lines, made_by=__version__)
        with _said():
            if output is None:
                reporter.write(said)
            else:
                create(output, said.encode("utf-8", "backslashreplace"))
    else:
        reporter.error("", "there is nothing to score: no truth has an OCR text")
    click.get_current_context().exit(TROUBLE if reporter.counts.errors else 0)


@cli.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option(
    "-o", "--output", required=True, metavar="OUT", help="The folder that everything goes to."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes work; without it as many as there are cores.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Work on a Dask cluster: the address of its scheduler, tcp://host:8786. IN and OUT must"
    " be where all its workers can reach them.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "csv", "jsonl", "parquet"]),
    help="How the documents are written; without it as they were read.",
)
@click.option(
    "--id-column",
    metavar="NAME",
    help="The column with the names of the documents: its name, or its number from 1.",
)
@click.option("--text-column", metavar="NAME", help="The column with the texts, likewise.")
@click.option("--delimiter", metavar="CHARACTER", help="What parts the columns of a CSV.")
@click.option(
    "--escape",
    metavar="CHARACTER",
    help=r"What stands before a quote inside of a cell of a CSV: \, or '' if quotes are doubled.",
)
@click.option(
    "--tables",
    type=click.Choice(["jsonl", "parquet"]),
    default="jsonl",
    show_default=True,
    help="How the tables of edits and flags are written.",
)
@click.option(
    "--max-errors",
    type=click.IntRange(min=0),
    metavar="N",
    help="Stop when more than N documents could not be worked on; without it, never.",
)
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    default=4_000_000,
    show_default=True,
    metavar="CHARACTERS",
    help="A longer document passes through as it is, and is flagged.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="A document that takes longer passes through as it is, and is flagged; 0: no limit.",
)
@click.option("--statistics", is_flag=True, help="Say what each pass did.")
@_with(_CHOICE)
@click.option(
    "-q", "--quiet", is_flag=True, help="Print errors, and statistics if asked for, only."
)
def run(
    *,
    inputs: tuple[str, ...],
    output: str,
    jobs: int | None,
    cluster: str | None,
    output_format: str | None,
    id_column: str | None,
    text_column: str | None,
    delimiter: str | None,
    escape: str | None,
    tables: TableFormat,
    max_errors: int | None,
    max_size: int,
    time_limit: float,
    statistics: bool,
    quiet: bool,
    **options: Unpack[Choosing],
) -> None:
    """Repair a corpus: folders and globs of texts, JSONL, CSV, Parquet, archives.

    OUT gets the documents, tables of all edits and flags, and a manifest.jsonl.  The same command
    again does only what is missing, or what has changed.  Ctrl-C stops after what is in hand.
    """
    if jobs is not None and cluster is not None:
        raise click.UsageError("--jobs is for this machine; a cluster has the workers it has")
    if "-" in inputs:
        raise click.UsageError("a corpus is of files and folders, not of '-'")
    if "://" in output:
        raise click.UsageError(f"OUT is a folder, which {output} is not")
    from cablefix.corpus.driver import Plan, Run
    from cablefix.corpus.formats import Choices
    from cablefix.corpus.tables import require
    from cablefix.report.progress import Progress

    configs, settings = _choice(options)
    choices = Choices(
        id_column=id_column,
        text_column=text_column,
        encoding=options["encoding"],
        delimiter=delimiter,
        escape=escape,
    )
    plan = Plan(
        inputs,
        output,
        choices,
        configs,
        settings.of,
        output_format,
        tables,
        max_size,
        time_limit,
        max_errors,
    )
    progress = Progress(is_quiet=quiet)
    running = Run(plan, lambda: _engine(jobs, cluster), progress)
    with _said(), _stopping(running, progress) as received:
        require(tables)
        try:
            running.go()
        finally:
            progress.stop()
    progress.summary()
    if statistics:
        progress.statistics()
    context = click.get_current_context()
    if not running.is_complete:
        if running.has_too_many_errors:
            reason = f"Stopped: more than {max_errors} documents could not be worked on (see flags)"
        else:
            reason = "Stopped"
        progress.note(f"{reason}. The same command again goes on where this one ended.")
    if received:
        context.exit(128 + received[0])
    is_wrong = progress.input_errors or progress.totals.errors or not running.is_complete
    context.exit(TROUBLE if is_wrong else 0)


def _engine(jobs: int | None, cluster: str | None) -> Engine:
    from cablefix.corpus.engines import Cluster, Pool

    return Cluster(cluster) if cluster else Pool(jobs or _cores())


def _cores() -> int:
    """How many cores we may use: a batch system may give a job a part of the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _stopping(running: Run, progress: Progress) -> Iterator[list[int]]:
    """Let a signal stop the run after the shards in hand, and a second one at once.

    The numbers of the signals that came.
    """
    received: list[int] = []

    def stop(number: int, _frame: object) -> None:
        if received:
            raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)
        received.append(number)
        running.stop()
        progress.note("Stopping after what is in hand; once more, to stop at once.")

    numbers = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
    old = {
        number: signal.signal(number, stop)
        for number in numbers
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield received
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


@cli.command()
@click.argument("name", required=False)
def passes(name: str | None) -> None:
    """List the passes; with a NAME, what it looks for, why it is safe, how to switch it off."""
    from cablefix.settings import all_passes, nearest

    with _said():
        every = all_passes()
    if name is None:
        _list_passes(every)
        return
    for one in every:
        if one.name == name:
            _explain(one)
            return
    family = [one for one in every if one.name.startswith(f"{name}-")]
    if not family:
        hint = nearest(name, (one.name for one in every))
        raise click.UsageError(f"no pass is called {name!r}{hint}")
    _list_passes(family)


class Trouble(click.ClickException):
    """An error that ends the run before any document is read."""

    exit_code = TROUBLE

    def show(self, file: IO[str] | None = None) -> None:
        """Say it in one line on standard error."""
        from cablefix.report.terminal import visible

        click.echo(f"error: {visible(self.message)}", file=file or sys.stderr)


@contextmanager
def _said() -> Iterator[None]:
    """Turn an error of ours into a line and exit code 2."""
    from cablefix.types import CablefixError

    try:
        yield
    except CablefixError as error:
        raise Trouble(str(error)) from error


def _session(
    options: Options,
    *,
    skip: str | None = None,
    is_text_out: bool = False,
    form: str | None = None,
    out: io.TextIOWrapper | None = None,
    decisions: Decisions | None = None,
    is_report: bool = False,
) -> Session:
    """The run that the options describe; ``skip`` is what it writes, and must not read.

    With ``out``, what would go to standard output goes there.  ``decisions`` count instead of
    those of the configuration.  ``is_report``: the output of ``cablefix run`` is read as that.
    """
    if "-" in options["paths"] and len(options["paths"]) > 1:
        raise click.UsageError("'-' (standard input) stands alone, without other paths")
    if options.get("decisions"):
        decisions = _read_decisions(options["decisions"])
    configs, settings = _choice(options, decisions)
    from cablefix.corpus.folders import Walk
    from cablefix.report.reporter import Reporter
    from cablefix.session import Session

    walk = Walk(
        configs, force_exclude=options["force_exclude"], skip=() if skip is None else (skip,)
    )
    form = form or options.get("output_format", "concise")
    reporter = Reporter(form, is_quiet=options["quiet"], is_text_out=is_text_out, out=out)
    paths, runs = options["paths"], list[str]()
    if is_report:
        from cablefix.corpus.finished import is_run

        runs = [path for path in paths if is_run(path)]
        paths = tuple(path for path in paths if path not in runs)
    return Session(
        paths, walk, settings, reporter, stdin_name=options.get("stdin_filename"), runs=runs
    )


def _read_decisions(files: Sequence[str]) -> Decisions:
    from cablefix.decisions import Decisions, read

    with _said():
        return Decisions(read(files))


def _own_decisions(options: Choosing, file: str | None) -> tuple[str, list[Decision]]:
    """The file that decisions are written to, and those that are in it."""
    from cablefix.config import Configs
    from cablefix.decisions import Decisions, read

    if file is None:
        configs = Configs(
            file=options["config"], is_isolated=options["isolated"], decisions=Decisions()
        )
        file = configs.of(os.getcwd()).own_decisions
    return file, read([file]) if os.path.lexists(file) else []


def _choice(options: Choosing, decisions: Decisions | None = None) -> tuple[Configs, SettingsMaker]:
    """Where configurations come from, and the settings that they and the options make."""
    if options["profile"] and options["min_confidence"] is not None:
        raise click.UsageError("--profile and --min-confidence set the same threshold; give one")
    if options["config"] and options["isolated"]:
        raise click.UsageError("--config names a configuration file, --isolated wants none")
    from cablefix.config import Choice, Configs, SettingsMaker
    from cablefix.corpus.files import checked_encoding
    from cablefix.settings import PROFILES

    least = options["min_confidence"]
    if options["profile"]:
        least = PROFILES[options["profile"]]
    with _said():
        if options["encoding"]:
            checked_encoding(options["encoding"])
        choice = Choice(
            _names(options["select"]), _names(options["ignore"]), least, options["encoding"]
        )
        configs = Configs(
            file=options["config"], is_isolated=options["isolated"], decisions=decisions
        )
        return configs, SettingsMaker(choice)


def _names(given: Sequence[str]) -> tuple[str, ...]:
    """Names given one by one or with commas between them."""
    return tuple(name for part in given for name in part.replace(",", " ").split())


def _end(
    session: Session,
    options: Options,
    *,
    is_fixed: bool = False,
    fails_on_fix: bool = False,
) -> NoReturn:
    """Say the counts, and end with the exit code they ask for."""
    if lost := session.unmatched:
        from cablefix.report.decided import unmatched_note

        session.reporter.note(unmatched_note(lost))
    session.reporter.finish()
    code = session.exit_code(
        fail_on=options.get("fail_on", "change"), is_fixed=is_fixed, fails_on_fix=fails_on_fix
    )
    click.get_current_context().exit(code)


def _list_passes(every: Sequence[Pass]) -> None:
    width = max(len(one.name) for one in every)
    stage = max(len(one.stage.name) for one in every)
    for one in every:
        click.echo(f"{one.name:{width}}  {one.stage.name.lower():{stage}}  {_plain(one.summary)}")


def _explain(one: Pass) -> None:
    import inspect

    click.echo(f"{one.name} (stage: {one.stage.name.lower()})\n")
    click.echo(_plain(inspect.cleandoc(one.__doc__ or "This pass says nothing about itself.")))
    click.echo(
        f"\nTo switch it off: cablefix fix --ignore {one.name} PATHS,"
        f' or ignore = ["{one.name}"] in cablefix.toml.'
    )


def _plain(text: str) -> str:
    """A docstring for people: one backtick around an example, and pages where they are."""
    text = text.replace("FORMAT.md", "docs/format.md").replace("DAMAGE.md", "docs/damage.md")
    return text.replace("``", "`")
