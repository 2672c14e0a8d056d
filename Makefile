# `make demo` and `make test` do all the set-up on a machine that has Python 3.11, git and make.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SAMPLES := corpus_samples/*.txt

.PHONY: demo test lint docs wheel clean

demo: $(VENV)/.demo
	@rm -rf build/demo && mkdir -p build/demo
	$(BIN)/cablefix fix --diff $(SAMPLES) || test $$? -eq 1  # 1: there is something to repair
	$(BIN)/cablefix fix --output build/demo $(SAMPLES)
	$(BIN)/cablefix report --output build/demo/report.html $(SAMPLES)
	@echo "The repaired cables are in build/demo; open build/demo/report.html in a browser."

test: $(VENV)/.dev
	$(BIN)/pytest -n auto --maxprocesses 8

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: $(VENV)/.dev
	$(BIN)/python tools/build_passes_page.py

wheel: $(VENV)/.dev
	@rm -rf dist
	$(BIN)/python -m build

clean:
	rm -rf build dist $(VENV)

# What is installed is installed anew only if pyproject.toml has changed.  The sources are used
# where they are, so a change in them needs no installation.
$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[report]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev,integrations]'
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "cablefix needs Python 3.11 or newer, and none was found." \
		"Install one, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks the module venv." \
		"On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
