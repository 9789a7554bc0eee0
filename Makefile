# Tasks. `make` lists them; each does the set-up that it needs.

SHELL := /bin/bash
VENV  := .venv
BIN   := $(VENV)/bin
RUN   := $(BIN)/houvast
DEMO  := data/demo-records

# No telemetry from any dependency, and one BLAS thread: the matrices are small.
export DO_NOT_TRACK := true
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export MLFLOW_DISABLE_TELEMETRY := true
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
export CHROMIUM ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test browser check format lock schema features tables screenshots notebook bench bench-monitoring bench-refused clean

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## Simulate a contact centre, run the whole pipeline on it, and leave a risk list
	@$(RUN) simulate $(DEMO) --archetype average --agents 800 --months 36 --seed 1 --strength strong >/dev/null
	@$(RUN) run configs/demo.yaml

test: $(VENV)/.installed-dev browser ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.installed-dev browser ## Run what CI runs: style, import rules, tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -n auto --dist loadfile

# What the tests of the workspace open its pages in.
browser:
	@test -n "$$CHROMIUM" && exit 0; \
	for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do \
	  command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the tests of the workspace"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
	  echo "The tests of the workspace need Chromium: apt-get install chromium, or name one: make test CHROMIUM=PATH" >&2; exit 1; fi

format: $(VENV)/.installed-dev ## Put the code in the house's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

schema: $(VENV)/.installed ## Write the JSON Schema of configs, for editors
	@$(RUN) schema > configs/config.schema.json

features: $(VENV)/.installed ## Write the feature catalogue, docs/features.md and its Dutch edition
	@$(RUN) features en > docs/features.md
	@$(RUN) features nl > docs/features.nl.md

tables: $(VENV)/.installed ## Write the columns of the published tables into docs/published-tables.md
	@$(BIN)/python -c "from pathlib import Path; from houvast.publish.definitions import write_docs; write_docs(Path('docs/published-tables.md'))"

screenshots: $(VENV)/.installed-dev browser ## Take the README's pictures of the workspace (after make demo)
	@PYTHONPATH=tests $(BIN)/python -m benchmarks.screenshots

notebook: $(VENV)/.installed-dev ## Open the notebooks
	@$(BIN)/python -m ipykernel install --prefix $(VENV) --name houvast >/dev/null
	@echo "Kernel 'houvast' is installed in $(VENV); open notebooks/ in your editor and choose it."

bench: $(VENV)/.installed-dev ## Measure how much of what can be known the list finds (hours; BENCH="--sizes 300 --seeds 2")
	@$(BIN)/python -m benchmarks.validity $(BENCH)

bench-monitoring: $(VENV)/.installed-dev ## Measure false alarms on stable years, and what is found of drift
	@$(BIN)/python -m benchmarks.monitoring

bench-features: $(VENV)/.installed-dev ## Measure the kernel beside pandas, Polars and DuckDB (SIZES="10000 100000")
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-bench.txt
	@$(BIN)/python -m benchmarks.features $(foreach size,$(or $(SIZES),10000 100000),--employees $(size)) --late

bench-explanation: $(VENV)/.installed-dev ## Measure how fast reasons are worked out, beside TreeExplainer
	@$(BIN)/python -m benchmarks.explanation

bench-leaks: $(VENV)/.installed-dev ## Plant leaks, judge clean centres: what the leakage gate finds
	@$(BIN)/python -m benchmarks.leaks

bench-refused: $(VENV)/.installed-dev ## Plant columns that may not come in, and look for them in every byte written
	@$(BIN)/python -m benchmarks.refused

lock: $(VENV)/.installed-dev ## Lock the dependencies anew, with hashes and without any address
	@$(BIN)/python -m pip install --quiet uv
	@for lock in "requirements.txt --group build" "requirements-dev.txt --group build --group dev -c requirements.txt" \
	  "requirements-bench.txt --group bench -c requirements.txt"; do \
	  $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-strip-extras --no-emit-index-url --no-header --no-annotate -o $$lock; done

clean: ## Remove the virtual environment and all that runs wrote
	rm -rf $(VENV) data published models/artifacts models/mlflow.db models/.lock

# The newest supported Python that is there and has venv.
define find_python
$$(for python in python3.13 python3.12 python3.11 python3; do \
  $$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$python && break; done)
endef

$(VENV)/bin/python:
	@python=$(find_python); test -n "$$python" || { \
	  echo "houvast needs Python 3.11, 3.12 or 3.13 with venv. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }; \
	echo "Setting up $(VENV) with $$($$python --version)"; $$python -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.txt pyproject.toml
	@echo "Installing the locked dependencies (about 180 packages, a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib/python3*/site-packages >/dev/null 2>&1 || true
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@echo "Installing what the tests need"
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.txt
	@touch $@
