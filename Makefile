# make demo    watch four customer journeys and read one verdict (FAULT=name breaks the company on purpose)
# make test    everything that must hold before a change lands
# make oracle  the detection table: every seeded fault, and 50 healthy runs
# make bench   what samestory costs over a script written by hand
# make real    the same ordering feature against third-party software
# make lock    pin the newest packages that pyproject.toml admits

SHELL   := /bin/bash
VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
RUNS    ?= 50
CORE    := src/samestory/model.py,src/samestory/formats.py,src/samestory/comparing.py,src/samestory/agreement.py,src/samestory/convergence.py,src/samestory/temporal.py,src/samestory/explaining.py,src/samestory/landscape*

.DEFAULT_GOAL := demo
.PHONY: demo test lint unit features faults oracle bench real lock setup clean

setup: $(READY)

$(READY): .ci/requirements.lock pyproject.toml .ci/setup
	.ci/setup $(VENV)
	touch $@

demo: setup
	$(BIN)/samestory demo $(if $(FAULT),--fault $(FAULT))

test: lint unit features faults

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: setup
	$(BIN)/python -m pytest tests -n 2 --cov --cov-report= --ignore tests/oracle --ignore tests/benchmarks
	$(BIN)/coverage report --fail-under=95 --include='$(CORE)'

features: setup
	$(BIN)/samestory demo -n 2 --no-report

faults: setup
	$(BIN)/python -m pytest tests/oracle -n 2

oracle: setup
	$(BIN)/python -m tests.oracle --runs $(RUNS)

bench: setup
	$(BIN)/python -m tests.benchmarks

real: setup
	$(BIN)/python -m samestory_demo.opensource prepare
	SAMESTORY_REAL=1 $(BIN)/python -m pytest tests/samestory_demo/opensource

lock:
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra demo --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --quiet --custom-compile-command "make lock" --output-file .ci/requirements.lock

clean:
	rm -rf $(VENV) reports/*
