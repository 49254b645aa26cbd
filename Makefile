# The project's commands.  `make` alone lists them.
#
# demo and test prepare everything they need, on a machine with Python 3.11 or newer, make and a package
# index.  TIERS narrows a test run: make test TIERS="unit golden"

PYTHON ?= python3
DATA ?= .frazil
TIERS ?= unit golden store structure tpc fuzz model client tools fault

BIN := .venv/bin
STAMP := .venv/.installed
local_tiers := $(addprefix tests/,$(filter-out client tools,$(TIERS)))
connectors := $(if $(filter client,$(TIERS)),client-4 client-5)
tools := $(if $(filter tools,$(TIERS)),tool-dbt tool-sqlalchemy tool-pandas tool-drivers)

.DEFAULT_GOAL := help
.PHONY: help demo test lint tests client-4 client-5 tool-dbt tool-sqlalchemy tool-pandas tool-drivers bench serve lock clean
.NOTPARALLEL:

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## start a server, run a task graph through the official connector, show its history
	$(BIN)/frazil demo

test: lint tests $(connectors) $(tools) ## everything CI runs: lint and every tier of tests

lint: $(STAMP) ## style, types and the layer contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: $(STAMP)
	$(if $(local_tiers),$(BIN)/pytest -n auto --dist worksteal $(local_tiers))

client-4 client-5: client-%: $(STAMP)
	$(BIN)/python tests/client/run.py --connector $*

tool-dbt tool-sqlalchemy tool-pandas tool-drivers: tool-%: $(STAMP)
	$(BIN)/python tests/tools/run.py $*

bench: $(STAMP) ## measure: the workloads of benchmarks/
	$(BIN)/python benchmarks/graphs.py
	$(BIN)/python benchmarks/statements.py

serve: $(STAMP) ## start a server on DATA (default .frazil)
	$(BIN)/frazil serve --data $(DATA)

lock: .venv-lock/.installed ## pin the newest versions that pyproject.toml allows
	.venv-lock/bin/uv pip compile pyproject.toml --extra demo --extra dev --universal --python-version 3.11 \
		--upgrade --quiet --no-header --no-annotate --no-emit-index-url --output-file requirements.lock

clean: ## remove the environments and what tools left behind
	rm -rf .venv .venv-* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# An environment is made again when what it installs has changed.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "frazil needs Python 3.11 or newer")'
	@echo "installing into .venv (once, and after changes of requirements.lock)"
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv-lock/.installed:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@
