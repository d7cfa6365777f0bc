# Two commands for a newcomer: `make sandbox` and `make test`.
PYTHON ?= python3
PORT ?= 8765
BIN := .venv/bin
# The pip of the Python that is there serves the new environment too: no ensurepip needed.
PIP := $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help sandbox test prove lint format bench lock wheel clean

help: ## what there is to make
	@grep -E '^[a-z.]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv: .venv/installed ## only install

.venv/installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Followthrough needs Python 3.11 or newer. Say which one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	@echo "Installing what the locks name into .venv; the first time takes a minute."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

sandbox: .venv/installed ## everything running in the browser, no Slack account (PORT=8765)
	@exec $(BIN)/followthrough sandbox --port $(PORT)

# Compiling the tests takes as long as the tests of three features: what was compiled is kept.
test: .venv/installed ## the whole suite, on SQLite and PostgreSQL
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 4 --dist loadgroup

prove: .venv/installed ## the heavy proofs of delivery: real processes killed, a million messages simulated
	$(BIN)/python -m pytest -m heavy tests/outbox tests/nudges
	$(BIN)/python -m tests.outbox.simulation --messages 1000000
	$(BIN)/python -m tests.nudges.life --seeds 100

lint: .venv/installed ## format, style, types, import contracts, schema
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@folder=$$(mktemp -d) && export DATABASE_URL=sqlite:///$$folder/check.db && \
	  $(BIN)/alembic -q upgrade head && $(BIN)/alembic -q check && echo "The migrations match the tables."; \
	  code=$$?; rm -rf "$$folder"; exit $$code

format: .venv/installed ## let ruff write
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/installed ## what things cost, beside their reference; reported, not asserted (ONLY=saving)
	$(BIN)/python -m tests.bench $(addprefix --only ,$(ONLY))

lock: .venv/installed ## write both locks anew: hashes, no index address
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -c requirements.lock -o requirements-dev.lock

wheel: .venv/installed ## dist/followthrough-*.whl
	$(BIN)/python -m hatchling build -t wheel

clean: ## forget the virtual environment, the sandbox's data and caches
	rm -rf .venv .sandbox dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
