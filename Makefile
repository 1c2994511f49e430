# Everything that one does with a checkout. Needs Python 3.11, make and a shell; the rest comes from requirements/dev.lock.
.DEFAULT_GOAL := help
.PHONY: help demo test check format bench fuzz serve migrate lock clean

PYTHON ?= $(shell for p in python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
INSTALLED := $(VENV)/installed.stamp

# Passed through: `make test PYTEST_ARGS="-k merge -x"`, `make bench BENCH_ARGS="--engine sqlite"`, ...
PYTEST_ARGS ?= -n logical
BENCH_ARGS ?=
SERVE_ARGS ?=
FUZZ_ARGS ?=

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## the main job on real input: 40 tablets survey, conflict, sync (DEMO_SERVE=0 ends afterwards)
	@$(PY) -m demo

test: $(INSTALLED) ## all tests, on SQLite and on a throw-away PostgreSQL (PYTEST_ARGS="-k name")
	@$(PY) -m pytest $(PYTEST_ARGS)

check: $(INSTALLED) ## format, lint, types, layers: what CI runs before the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports --no-logo

format: $(INSTALLED) ## rewrite the code in the project's format, and mend what the linter can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(INSTALLED) ## measure push and pull on both databases beside a raw driver
	@$(PY) -m tests.bench $(BENCH_ARGS)

fuzz: $(INSTALLED) ## strange requests to every route for FUZZ_SECONDS (1200), as one person after another
	@$(PY) -m tests.fuzz $(FUZZ_ARGS)

serve: $(INSTALLED) ## run the server on this machine, on the default SQLite store
	@$(BIN)/ruhu serve $(SERVE_ARGS)

migrate: $(INSTALLED) ## bring the configured database to the newest schema
	@$(BIN)/alembic upgrade head

lock: $(INSTALLED) ## resolve the dependencies anew; hashes of all platforms, no registry address
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
		--extra build pyproject.toml -o requirements/runtime.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
		--extra dev --constraint requirements/runtime.lock pyproject.toml -o requirements/dev.lock

clean: ## remove what these targets made, the virtual environment included
	@rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .hypothesis .schemathesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment follows the lock. The project itself goes in without resolving or downloading anything.
$(INSTALLED): requirements/dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "installing the locked dependencies into $(VENV) ..."
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
