# Two commands for a newcomer: `make sandbox` and `make test`.
PYTHON ?= python3
PORT ?= 8765
BIN := .venv/bin
# The pip of the Python that is there serves the new environment too: no ensurepip needed.
PIP := $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help sandbox test test-days prove prove-some lint format bench weight lock wheel clean

help: ## what there is to make
	@grep -E '^[a-z.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

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
# At another moment, in another zone and locale: make test DAY=2026-12-31T23:58 ZONE=Asia/Tokyo LOCALE=C
test: .venv/installed ## the whole suite, on SQLite and PostgreSQL (DAY=2026-12-31T23:58 ZONE= LOCALE=)
	PYTHONDONTWRITEBYTECODE= DAY=$(DAY) $(if $(ZONE),TZ=$(ZONE)) $(if $(LOCALE),LC_ALL=$(LOCALE)) \
	  $(BIN)/python -m pytest -n 4

# At the last moment, two days that the leak test plants are the 1st and the 21st of a month.
test-days: .venv/installed ## what looks at a calendar, on SQLite, at the moments that are hard
	$(BIN)/python -m pytest -n 2 -m calendar --moments
	DAY=2027-03-29T12:00 $(BIN)/python -m pytest -k 'test_nothing_leaks and not postgresql' tests/privacy

prove: .venv/installed ## the heavy proofs of delivery: real processes killed, a million messages simulated
	$(BIN)/python -m pytest -m heavy tests/outbox tests/nudges
	$(BIN)/python -m tests.outbox.simulation --messages 1000000
	$(BIN)/python -m tests.nudges.life --seeds 100

# Without the planted fault that takes longest to be noticed. Seed 73 was red for a dozen commits, unseen.
prove-some: .venv/installed ## a bounded part of each of these proofs, half a minute; CI runs it
	$(BIN)/python -m pytest -m heavy tests/outbox tests/nudges -k "not counted_when_sent"
	$(BIN)/python -m tests.outbox.simulation --messages 100000
	$(BIN)/python -m tests.nudges.life --seeds 12
	$(BIN)/python -m tests.nudges.life --first 73 --seeds 1

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

weight: .venv/installed ## words, clicks and pixels of every screen, into docs/weight.md (PICTURES=folder)
	$(BIN)/python -m tests.weight docs/weight.md $(addprefix --pictures ,$(PICTURES))

lock: .venv/installed ## write both locks anew: hashes, no index address
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -c requirements.lock -o requirements-dev.lock

wheel: .venv/installed ## dist/followthrough-*.whl
	$(BIN)/python -m hatchling build -t wheel

clean: ## forget the virtual environment, the sandbox's data and caches
	rm -rf .venv .sandbox dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
