# Two commands on a fresh machine: make demo, make test. Each makes its own .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo test test-peers check format dev bench clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { echo "make: $(PYTHON) cannot make a venv (on Debian: apt install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup
	rm -rf demo
	$(BIN)/prorata demo demo

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

test-peers: setup
	$(BIN)/python -m pytest -m peers -q

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar sql
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

dev: setup
	@test -e demo/settings.toml || $(MAKE) demo
	DAGSTER_HOME=$(CURDIR)/demo/data/dagster PRORATA_ESTATE=$(CURDIR)/demo \
		$(BIN)/dagster dev -w workspace.yaml

bench: setup
	$(BIN)/python bench/run.py

clean:
	rm -rf demo .venv .peers .mypy_cache .ruff_cache .pytest_cache
