# `make` alone says what there is. The test suite also runs on another PostgreSQL:
# make test PORTAL_POSTGRES_PROGRAMS=/usr/lib/postgresql/15/bin

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
# Processes that share the tests; each has a database of its own.
WORKERS ?= 2
BIN := .venv/bin
# A certified OpenID provider, which plays the vendor's own log-in in the tests.
PROVIDER := tests/outside_login/provider

.DEFAULT_GOAL := help
.PHONY: setup demo test test-long check bench bench-money format schema docs texts migration lock help browser
.PHONY: static style types layers pages components

setup: ## install what the lock files say and build the pages, only where something changed
	@test -n "$(PYTHON)" || { echo "The portal needs Python 3.11 or later: install python3 and python3-venv." >&2; exit 1; }
	@$(PYTHON) tools/setup.py

demo: setup ## run a filled portal to try out; prints its addresses and log-ins
	@$(BIN)/portal demo

check: setup ## lint, types and the fast tests: before each commit
	@$(AT_ONCE) static components SINCE=$(UNCOMMITTED)
	$(BIN)/pytest -m "not slow and not long" -n $(WORKERS)

test: browser setup $(PROVIDER)/node_modules/.package-lock.json ## every test, in a browser too: what CI runs
	@$(AT_ONCE) static components
	$(BIN)/pytest -m "not long" -n $(WORKERS)

test-long: browser setup $(PROVIDER)/node_modules/.package-lock.json ## the tests with the full figures, at most an hour
	PORTAL_TEST_LONG=1 $(BIN)/pytest -m long --timeout=3600 -n $(WORKERS)

$(PROVIDER)/node_modules/.package-lock.json: $(PROVIDER)/package-lock.json $(PROVIDER)/.npmrc
	cd $(PROVIDER) && npm ci --ignore-scripts --loglevel error
	@touch $@

POSTGRAPHILE := tests/benchmarks/postgraphile
SIZE ?= full

bench: setup $(POSTGRAPHILE)/node_modules/.package-lock.json ## compare the speed with PostGraphile's; SIZE=small to try out
	@tests/benchmarks/install_wrk
	@$(BIN)/python -m tests.benchmarks --size $(SIZE) $(OPTIONS)
	@$(MAKE) --no-print-directory bench-money

bench-money: setup ## how fast billing events are kept, and what is done with money, however much stands behind it
	@for part in ingest balances performance; do echo; $(BIN)/python -m tests.benchmarks.$$part || exit 1; done

# Without scripts: what PostGraphile runs on comes as packages, its own Node too.
$(POSTGRAPHILE)/node_modules/.package-lock.json: $(POSTGRAPHILE)/package-lock.json $(POSTGRAPHILE)/.npmrc
	cd $(POSTGRAPHILE) && npm ci --ignore-scripts --loglevel error
	@touch $@

# Written aside first: a command that fails must not leave an empty file.
schema: ## write schema.graphql and the app's types anew from the code
	$(BIN)/portal print-schema > .setup/made && mv .setup/made schema.graphql
	cd frontend && npm run --silent generate

docs: ## write the pages that are made from the code
	$(BIN)/python tools/events_doc.py > .setup/made && mv .setup/made docs/events.md
	$(BIN)/python tools/rights_doc.py > .setup/made && mv .setup/made docs/rights.md

texts: ## collect the texts for translators
	$(BIN)/pybabel -q extract --no-location --omit-header --sort-output -F tools/babel.cfg -o backend/portal/texts/portal.pot backend/portal

migration: ## a draft of a migration from the models: make migration NAME="accounts can be pinned"
	$(BIN)/python tools/new_migration.py "$(NAME)"

COMPILE := .setup/env/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

lock: setup ## write the Python locks anew after a change in pyproject.toml
	$(COMPILE) --extra dev --output-file requirements.lock pyproject.toml
	$(COMPILE) --constraint requirements.lock --output-file requirements-run.lock pyproject.toml

format: ## put all files into the house's form
	$(BIN)/ruff check --quiet --fix --exit-zero
	$(BIN)/ruff format --quiet
	cd frontend && npm run --silent format

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What needs nothing of each other, each with its output in one piece.
AT_ONCE := $(MAKE) --no-print-directory --jobs=$(WORKERS) --output-sync=target --keep-going
# Components' tests take a minute: a committer runs those that his changes reach, and all where nobody knows of changes.
UNCOMMITTED := $(shell git rev-parse --quiet --verify HEAD >/dev/null 2>&1 && echo --changed)

static: pages types style layers

style:
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

pages:
	cd frontend && npm run --silent check

components:
	cd frontend && node_modules/.bin/vitest run --passWithNoTests $(SINCE)

browser:
	@tests/e2e/install_browser
