# make lab      set up what is missing, then open the course in your browser
# make test     set up what is missing, then run every check that CI runs
# make reset WHAT=01   put a chapter (or WHAT=1.3, one answer) back; yours is kept beside it
# make clean    remove what was set up; your notebooks in work/ stay

PYTHON ?= python3
SHELL := /bin/sh
RUN := .venv/bin/python
STAMP := .venv/installed

.PHONY: lab reset install test clean
.DEFAULT_GOAL := lab

lab: install
	@$(RUN) -m coursekit lab $(ARGS)

reset: install
	@$(RUN) -m coursekit reset $(WHAT)

# Nothing is done, and no network asked, while the stamp is newer than what it was made from. A
# folder that was moved is set up anew: a virtual environment knows its own place.
install:
	@if [ -f $(STAMP) ] && [ "$$(cat $(STAMP))" = "$$(pwd -P)" ] \
	  && [ -z "$$(find pyproject.toml constraints.txt -newer $(STAMP))" ] \
	  && $(RUN) -c 'import click' 2>/dev/null; then exit 0; fi; \
	$(MAKE) --no-print-directory set-up

.PHONY: set-up find-python
set-up: find-python
	@echo "Setting up the course in .venv; the first time this takes a few minutes." >&2
	@rm -f $(STAMP)
	@if ! $(RUN) -c 'import pip' 2>/dev/null \
	  || { grep -q '^command' .venv/pyvenv.cfg && ! grep -qF "$$(pwd -P)/.venv" .venv/pyvenv.cfg; }; \
	then "$(PYTHON)" -m venv --clear .venv; fi
	@$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]' || { \
	  echo "The course could not be set up: see the lines above. The first time it needs the" >&2; \
	  echo "internet; run the same command again when the computer is online." >&2; exit 1; }
	@pwd -P > $(STAMP)

find-python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name yours:" >&2; \
	  echo "make lab PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is $$("$(PYTHON)" --version 2>&1), and the course needs Python 3.11 or newer." >&2; \
	  echo "Install a newer one, or name it: make lab PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's own module venv is missing here. On Debian and Ubuntu, install it with" >&2; \
	  echo "sudo apt install python3-venv and run the same command again." >&2; exit 1; }

# Every check runs, also after one that failed; the tests come last, with their summary.
test: install
	@failed=; \
	check() { echo "== $$*"; .venv/bin/"$$@" || failed="$$failed, $$*"; }; \
	check ruff check .; \
	check ruff format --check .; \
	check mypy; \
	check lint-imports; \
	check coursekit check; \
	check pytest -n auto --dist loadfile; \
	if [ -n "$$failed" ]; then echo "Failed: $${failed#, }" >&2; exit 1; fi

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coursekit
	find . -name __pycache__ -type d -not -path './work*' -prune -exec rm -rf {} +
