# Two commands on a fresh machine: make demo, make test. Each makes its own .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo demo-live test test-peers test-papers check format dev bench clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { echo "make: $(PYTHON) cannot make a venv (on Debian: apt install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,live]'
	@touch $@

demo: setup
	rm -rf demo
	$(BIN)/prorata demo demo

demo-live: setup
	PYTHONPATH=tests/peers/graph:tests/peers/domain $(BIN)/python tests/peers/live/play.py demo-live

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

# One domain at a time: Samba's address cannot be chosen, and the live demo starts its own.
test-peers: setup
	$(BIN)/python -m pytest -m peers -q --ignore=tests/peers/live
	$(BIN)/python -m pytest -m peers -q tests/peers/live

# Two minutes of one core: what the demo issues, in every format, read back and validated.
test-papers: setup
	$(BIN)/python -m pytest -m papers -q tests/reports/demo

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 sql
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
	rm -rf demo demo-live .venv .peers .mypy_cache .ruff_cache .pytest_cache
