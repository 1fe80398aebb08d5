# make demo    watch four customer journeys and read one verdict (FAULT=name breaks the company on purpose)
# make test    everything that must hold before a change lands
# make oracle  by story: every seeded fault 10 times, every scenario 50 times in a healthy company
# make explore whether `samestory explore` finds the faults of an order of actions, and nothing else; goes on
# make kills   50 runs that are killed at random points, and resumed (KILLS=20 for fewer)
# make bench   what samestory costs over a script written by hand, and to start (PARTS=journeys, start, ask)
# make bench-waiting  what waiting costs against the best possible, and how soon a mail is noticed
# make bench-reports  what the reports of 1,000 scenarios cost, in seconds and in memory
# make bench-many     whether the last of 10,000 scenarios costs what the first one did
# make bench-throughput  journeys a minute, several at a time, against the script
# make real    every feature against third-party software, and every fault of its integration
# make docs    the documentation as a site, in docs/site
# make lock    pin the newest packages that pyproject.toml admits

SHELL   := /bin/bash
VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
RUNS    ?= 10
KILLS   ?= 50
HEALTHY ?= 50
CORE    := core polling explain config
TESTED  = $(foreach each,$(CORE),tests/$(each))

# Hundreds of tests start a Python of their own: without bytecode each would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := demo
.PHONY: demo test lint unit coverage features faults oracle explore kills bench bench-reports bench-many bench-throughput real docs lock setup clean

setup: $(READY)

$(READY): .ci/requirements.lock pyproject.toml .ci/setup
	.ci/setup $(VENV)
	touch $@

demo: setup
	$(BIN)/samestory demo $(if $(FAULT),--fault $(FAULT))

test: lint unit coverage features faults

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# All but what `coverage` runs. Work is stolen in runs, so that what a module starts is started once.
unit: setup
	$(BIN)/python -m pytest tests -n 4 --dist worksteal --ignore tests/benchmarks $(addprefix --ignore ,$(TESTED))

# The simulations of a room run with `unit`: to trace them takes five times as long, and reaches no further line.
# Started before pytest, so that what the plugin imports is measured as well.
coverage: setup
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -n 2 --dist worksteal $(TESTED)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --fail-under=95

# A scenario waits for two thirds of its time: five at once keep two cores busy.
features: setup
	$(BIN)/samestory demo -n 5 --no-report --no-allure

# A trial waits for three quarters of its time, until the patience of its systems has run out.
faults: setup
	$(BIN)/python -m tests.oracle --runs 1 --healthy 0 -n 6

oracle: setup
	$(BIN)/python -m tests.oracle --runs $(RUNS) --healthy $(HEALTHY) -n 3 $(if $(RESUME),--resume)

explore: setup
	$(BIN)/python -m tests.oracle.exploring

kills: setup
	$(BIN)/python -m tests.oracle.kills --runs $(KILLS)

bench: setup
	$(BIN)/python -m tests.benchmarks $(PARTS)

.PHONY: bench-waiting
bench-waiting: setup
	$(BIN)/python -m tests.benchmarks.waiting

bench-reports: setup
	$(BIN)/python -m tests.benchmarks.reports

bench-many: setup
	$(BIN)/python -m tests.benchmarks.many

bench-throughput: setup
	$(BIN)/python -m tests.benchmarks.throughput

real: setup
	$(BIN)/python -m samestory_lab prepare
	SAMESTORY_REAL=1 $(BIN)/python -m pytest tests/samestory_lab

docs: setup
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --builder html docs docs/site

lock: setup
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --no-strip-extras \
	  --generate-hashes --no-emit-index-url --quiet --custom-compile-command "make lock" --output-file .ci/requirements.lock

clean:
	rm -rf $(VENV) reports/*
