# Integrity Metrics. `make help` lists the targets. Needs CPython 3.11 or newer, pip and make; nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
READY_ENGINES := $(VENV)/.ready-engines

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-browser setup-engines demo test test-engines lint bench bench-scale calibrate lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

setup: $(READY) ## Install the product into .venv from the hash-pinned lock file

demo: setup ## Build the demo warehouse, if it is not there, and serve the app on http://localhost:8501
	@$(BIN)/integrity serve

test: setup-dev setup-browser ## Install, lint and run every test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/integrity demo
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-engines: setup-engines ## Ask every question of DuckDB, PostgreSQL and a Spark cluster, and compare the rows
	@$(BIN)/python -m pytest -m engines tests/engines

lint: setup-dev ## Check style, types and layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check -q . && $(BIN)/mypy

bench: setup-dev setup-browser ## Measure pages, imports and statistics beside their peers
	@$(BIN)/integrity demo
	@$(BIN)/python bench/page.py
	@$(BIN)/python bench/review_pages.py
	@$(BIN)/python bench/import_statements.py
	@$(BIN)/python bench/simulate.py
	@$(BIN)/python bench/statistics_speed.py

bench-scale: setup-engines ## Build and ask 1, 10 and 100 times the platform, and two other engines (takes hours)
	@$(BIN)/python bench/scale.py --work .data/scale --scales 1 10 100 --rounds 3 --write
	@$(BIN)/python bench/scale.py --work .data/scale --engines postgresql spark --engine-scale 10 --repeats 1 --write

calibrate: setup-dev ## Simulate the coverage of the estimators (takes long)
	@$(BIN)/python bench/calibrate.py
	@$(BIN)/python bench/calibrate_simulation.py 100

lock: ## Renew the lock files (needs uv)
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev --extra bench --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock -c requirements.lock
	uv pip compile --group engines --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -q -o requirements-engines.lock

clean: ## Remove what the targets above made, except the warehouse
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

setup-dev: $(READY_DEV)

# Chromium for the browser tests: Debian's, when there is none and we may install it.
setup-browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || command -v chromium-browser >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-dejavu-core >/dev/null; \
	else echo "The browser tests need Chromium: install it with your package manager (apt-get install chromium)." >&2; \
	  exit 1; fi

# The servers: PostgreSQL and the Java that Spark (from pip) runs on; Debian's, when there are none and we may.
setup-engines: $(READY_ENGINES)
	@missing=""; \
	command -v java >/dev/null || missing="default-jre-headless"; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	  else echo "The engine tests need $$missing: install it with your package manager." >&2; exit 1; fi; \
	fi

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with PYTHON=python3.12 make ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(READY): $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.lock
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(READY_ENGINES): $(READY_DEV) requirements-engines.lock
	@echo "Installing Spark ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-engines.lock
	@touch $@
