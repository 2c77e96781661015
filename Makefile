# Everything a newcomer needs: `make demo` and `make test` set themselves up from a fresh clone.
# They need Python 3.11 or later with pip and venv, and nothing else.

VENV  := .venv
BIN   := $(VENV)/bin
LOCKS := requirements
PRODUCT := $(VENV)/.product
READY := $(VENV)/.ready
PACKAGES := crm_core crm_operations adapters
LOGIC := */crm_core/*,*/crm_operations/*
PROJECTS := $(PACKAGES:%=%/pyproject.toml)

# Extra words for pytest, as in: make test ARGS="-k forecast"; and for the bench and the chaos run
ARGS ?=
# Of two cores one would rest half the time with fewer: a test waits for servers, and for processes of its own.
FILES_AT_A_TIME := 4
# Extra words for the lock, as in: make lock UPGRADE=--upgrade
UPGRADE ?=

# The first of these that runs, is new enough and can make a virtual environment. PYTHON=... names another one.
FIND_PYTHON = for python in $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3 python); do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then break; fi; \
	  python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "No Python 3.11 or later with pip and venv was found; install one, or name it: make $(or $(MAKECMDGOALS),test) PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi

.DEFAULT_GOAL := help
.PHONY: help demo test crash check install-check mutants coverage bench fuzz simulate chaos migration release-dumps docs lock clean

# With it set, every process would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

help:  ## Say what can be asked for
	@echo "CRMOperations. What you can ask for:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-21s %s\n' "$$name" "$$what"; done

demo: $(PRODUCT)  ## Walk a lead from capture to a won deal, on your own machine
	@$(BIN)/crm demo

test: $(READY)  ## Run all tests (ARGS="-k word" runs some)
	@echo "Running the tests, four files at a time."
	@$(BIN)/python -m compileall -q -j 0 $(PACKAGES:%=%/src) tests # once, and not by each of the four
	@$(BIN)/pytest -n $(FILES_AT_A_TIME) --dist loadfile --no-loadscope-reorder $(ARGS)

crash: $(READY)  ## Rehearse every crash in full on the servers too, and replay the large data set
	@CRM_TESTS_IN_FULL=1 $(BIN)/pytest -n $(FILES_AT_A_TIME) --dist loadfile --no-loadscope-reorder \
	  tests/crash tests/tryton/test_dying_over_it.py tests/adapters/test_sql_stores.py tests/journeys/test_replaying_a_data_set.py $(ARGS)

check: $(READY)  ## Check style, layout, types and import contracts
	@echo "Style: ruff reads every Python file."
	@$(BIN)/ruff check --quiet
	@echo "Layout: ruff compares every file with its formatted form (to repair: $(BIN)/ruff format)."
	@$(BIN)/ruff format --check --quiet
	@echo "Types: mypy reads the three packages and the tests."
	@$(BIN)/mypy --no-error-summary
	@echo "Imports: import-linter holds the packages and rooms to their contracts."
	@$(BIN)/lint-imports --no-logo >$(VENV)/.contracts || { cat $(VENV)/.contracts; exit 1; }
	@echo "All checks passed."

install-check: $(PRODUCT)  ## Install wheels plain and with every extra, and try each extra alone
	@echo "Building wheels, and installing them in environments of their own."
	@$(BIN)/python tests/install/install_check.py

bench: $(READY)  ## Measure the speed of what must be fast
	@$(BIN)/python tests/bench/run.py $(ARGS)

# Where the stories of the fuzz and the simulation begin, and how many the fuzz has
SEED ?= 1000
EXAMPLES ?= 20

fuzz: $(READY)  ## Hostile commands to every public method, at length (SEED=, EXAMPLES=)
	@CRM_FUZZ_SEED=$(SEED) CRM_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/pytest tests/fuzz -q $(ARGS)

# How many steps each simulation takes
STEPS ?= 2000

simulate: $(READY)  ## Simulate weeks of two tenants under faults, at length (SEED=, STEPS=)
	@CRM_SIMULATION_SEED=$(SEED) CRM_SIMULATION_STEPS=$(STEPS) $(BIN)/pytest tests/simulation/test_simulation.py -q $(ARGS)

mutants: $(READY)  ## Change the rules a little, many times, and name what no test minds (ARGS=--all takes every rule)
	@$(BIN)/python tests/mutants/mutants.py $(ARGS)

coverage: $(READY)  ## Run all tests and say how much they reach: over 80% of all, over 90% of the business logic
	@echo "Running the tests, and noting what they reach (longer than make test)."
	@$(BIN)/pytest -n $(FILES_AT_A_TIME) --dist loadfile --no-loadscope-reorder -q --cov --cov-report= $(ARGS)
	@echo "All three packages, in percent:"
	@$(BIN)/coverage report --format=total --precision=1 --fail-under=80.1
	@echo "The business logic, crm_core and crm_operations, in percent:"
	@$(BIN)/coverage report --format=total --precision=1 --fail-under=90.1 --include='$(LOGIC)' --omit='*/testing/*'

chaos: $(READY)  ## Kill workers and cut connections while commands pour in, and look at what is left
	@$(BIN)/python tests/chaos/chaos.py $(ARGS)

migration: $(READY)  ## Write the migration that the tables need since the last one (NAME="what changes")
	@written=$$($(BIN)/python -m crm_adapters.storage.kernel.new_migration $(NAME)) && $(BIN)/ruff format --quiet "$$written" && echo "$$written"

release-dumps: $(READY)  ## Keep databases of this release as SQL, for the tests of later ones to upgrade from
	@$(BIN)/python tests/upgrade/make_dumps.py

docs: $(READY)  ## Write docs/requirements.md anew from the tests' markers
	@$(BIN)/python docs/generate_requirements.py

lock:  ## Pin what requirements/*.in ask for (UPGRADE=--upgrade takes newer releases)
	@echo "Pinning, with hashes, what builds, runs and tests the packages; then asking what each pin needs."
	@$(FIND_PYTHON); \
	tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	"$$python" -m venv "$$tools" && \
	"$$tools/bin/pip" install -qq --disable-pip-version-check --upgrade pip setuptools uv && \
	PATH="$$tools/bin:$$PATH" python $(LOCKS)/lock.py $(UPGRADE)

clean:  ## Remove the virtual environment and every cache
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find $(PACKAGES) tests docs -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Clean."

# Each lock is complete, so pip resolves nothing: it would look past the lock as soon as anything has a newer release.
# http-ece has no wheel; what builds it is pinned and comes first, as does what builds the three packages.
PIP := $(BIN)/pip install -qq --disable-pip-version-check --no-deps
PINNED := $(PIP) --require-hashes --only-binary :all: --no-binary http-ece --use-pep517 --no-build-isolation

$(PRODUCT): $(LOCKS)/build.txt $(LOCKS)/product.txt $(PROJECTS)
	@if ! $(BIN)/python -c "import pip" >/dev/null 2>&1; then \
	  $(FIND_PYTHON); \
	  echo "Making $(VENV) with $$("$$python" --version)." && \
	  "$$python" -m venv --clear $(VENV); \
	fi
	@echo "Installing what $(LOCKS)/product.txt pins."
	@$(PINNED) -r $(LOCKS)/build.txt
	@$(PINNED) -r $(LOCKS)/product.txt
	@echo "Installing the three packages from this checkout."
	@$(PIP) --no-index --no-build-isolation $(PACKAGES:%=-e ./%)
	@$(BIN)/pip check --disable-pip-version-check >$(VENV)/.checked || { cat $(VENV)/.checked; exit 1; }
	@touch $(PRODUCT)

$(READY): $(PRODUCT) $(LOCKS)/development.txt
	@echo "Installing what tests and checks need besides, as $(LOCKS)/development.txt pins it."
	@$(PINNED) -r $(LOCKS)/development.txt
	@$(BIN)/pip check --disable-pip-version-check >$(VENV)/.checked || { cat $(VENV)/.checked; exit 1; }
	@touch $(READY)
