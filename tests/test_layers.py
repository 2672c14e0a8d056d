"""Imports point one way, as DESIGN.md says; read from the sources, lazy imports included."""

from __future__ import annotations

import ast
import graphlib
import inspect
from pathlib import Path

import pytest

import cablefix

PACKAGE = Path(cablefix.__file__).parent

# From the top down; a layer may use every layer below it and, unless SAME says so, none beside it.
LAYERS = (
    {"__main__", "cli"},
    {"applying", "reviewing"},
    {"explaining", "integrations", "scoring", "session", "undoing"},
    {"corpus", "report"},
    {"config", "score"},
    {"api"},
    {"deciding"},
    {"result", "settings"},
    {"decisions", "diff", "pipeline"},
    {"passes"},
    {"cable", "document", "lexicon", "spans"},
    {"types"},
)
# Who may use a neighbour: a document is made of spans, and offers what the format and the lexicon
# read in it as views that are made on first use.
SAME = {
    ("__main__", "cli"),
    ("document", "spans"),
    ("cable", "spans"),
    ("lexicon", "spans"),
    ("cable", "lexicon"),
}
# An encoding is checked where files are decoded; the configuration names one.
UPWARD = {("config", "corpus.files")}
LAZY = {("document", "cable"), ("document", "lexicon")}
RANK = {name: -rank for rank, names in enumerate(LAYERS) for name in names}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts != ("__init__",):
            yield ".".join(parts).removesuffix(".__init__"), path


def imports(node, *, lazy=False):
    """``(module of ours, is lazy)`` for each import, but for those that only types need."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    if isinstance(node, ast.Import):
        yield from ((name, lazy) for alias in node.names for name in _ours(alias.name))
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are written in full"
        for alias in node.names:
            yield from ((name, lazy) for name in _ours(node.module, alias.name))
    lazy |= isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    for child in ast.iter_child_nodes(node):
        yield from imports(child, lazy=lazy)


def _ours(module, name=""):
    """The module of ours that is meant, if it is ours: a public name counts as its home."""
    package, _, module = module.partition(".")
    if package != "cablefix":
        return
    inside = f"{module}.{name}".strip(".")
    path = PACKAGE.joinpath(*inside.split("."))
    if name and (path.is_dir() or path.with_suffix(".py").exists()):
        yield inside
    elif module:
        yield module
    elif name != "__version__":
        yield inspect.getmodule(getattr(cablefix, name)).__name__.removeprefix("cablefix.")


FOUND = [
    (name, target, lazy)
    for name, path in modules()
    for target, lazy in imports(ast.parse(path.read_text("utf-8")))
]


def test_every_module_has_a_layer():
    assert {name.split(".")[0] for name, _ in modules()} <= set(RANK)


@pytest.mark.parametrize("name", [name for name, _ in modules()])
def test_imports_point_down(name):
    own = name.split(".")[0]
    wrong = []
    for importer, target, lazy in FOUND:
        other = target.split(".")[0]
        allowed = (
            other == own
            or RANK[other] < RANK[own]
            or (own, other) in SAME
            or (lazy and (own, other) in LAZY)
            or (name, target) in UPWARD
        )
        if importer == name and not allowed:
            wrong.append(target)

    assert wrong == []


def test_no_module_waits_for_itself():
    needs = {}
    for importer, target, lazy in FOUND:
        if not lazy:
            needs.setdefault(importer, set()).add(target)

    assert list(graphlib.TopologicalSorter(needs).static_order())


def test_no_pass_module_knows_another():
    wrong = [
        (name, target)
        for name, target, _ in FOUND
        if name.startswith("passes.") and target.split(".")[0] == "passes"
    ]

    assert wrong == []


def test_types_import_nothing_of_ours():
    assert [target for name, target, _ in FOUND if name == "types"] == []


def test_imports_are_seen():
    assert ("settings", "passes", False) in FOUND
    assert any(lazy for _, _, lazy in FOUND)


@pytest.mark.parametrize("name", ["utils", "util", "helpers", "common", "base", "core", "misc"])
def test_no_module_has_a_name_that_says_nothing(name):
    assert not any(name in module.split(".") for module, _ in modules())
