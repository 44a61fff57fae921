# The words of the house. On Windows use the commands behind them.
PYTHON := .venv/bin/python

.PHONY: setup run sample format lint test-fast test bench golden
setup:      ; python3 packaging/start.py setup
run:        ; python3 packaging/start.py run
sample:     ; python3 packaging/start.py
format:     ; $(PYTHON) -m ruff check --fix . && $(PYTHON) -m ruff format .
lint:       ; $(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy && .venv/bin/lint-imports
test-fast:  ; $(PYTHON) -m pytest -x -q -n 2 tests/contract tests/core tests/app
test:       ; python3 packaging/start.py test
bench:      ; for file in tests/benchmarks/*.py; do $(PYTHON) $$file; done
