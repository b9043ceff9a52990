# Commands for working on sitegen and its example. `make` alone lists them.
# Another Python: make PYTHON=python3.12 test

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help site serve test test-long audit bench lock format lint types catalogues picture update-cases clean \
        site-environment environment

help: ## list these commands
	@echo "Usage: make COMMAND"
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-16s%s\n", $$1, $$2}'

site: site-environment ## build the example site into site/
	@$(BIN)/sitegen build
	@echo
	@echo "The site is ready: site/index.html is its front page."
	@echo "To read it in a browser, and to see edits at once: make serve"

serve: site-environment ## show the example at http://127.0.0.1:8000/, with drafts, while you write
	@$(BIN)/sitegen serve

test: lint types ## everything that a change has to pass, but for the audit
	$(RUN) tools/wheel.py
	@chromium="$$($(RUN) tools/browser.py)" && \
	  SITEGEN_CHROMIUM="$$chromium" HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-ci} $(RUN) -m pytest -n 2

test-long: environment ## the tests with many more random examples
	@chromium="$$($(RUN) tools/browser.py)" && \
	  SITEGEN_CHROMIUM="$$chromium" HYPOTHESIS_PROFILE=long $(RUN) -m pytest -n 2

audit: site-environment ## the Nu HTML checker over every page of the example (needs Java and npm)
	@$(BIN)/sitegen build
	$(RUN) tools/audit.py site

bench: environment ## measure beside other generators (for the docs: BENCH="--growth --write")
	@$(PYTHON) tools/environment.py bench
	$(RUN) -m bench $(BENCH)

lock: ## resolve the dependencies anew into requirements/
	@$(PYTHON) tools/lock.py

format: environment ## put the code into the house's layout, and mend what can be mended safely
	$(RUN) -m ruff check --fix-only --quiet .
	$(RUN) -m ruff format .

lint: environment ## layout and rules
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .

types: environment ## types
	$(RUN) -m mypy

catalogues: environment ## extract what pages say into sitegen/locale/, and list what has no translation yet
	$(RUN) -m tools.catalogues --missing

picture: environment ## take the picture of the README anew, from the example
	@$(RUN) tools/browser.py >/dev/null
	@$(RUN) -m tools.picture

update-cases: environment ## rewrite the expectations in tests/cases; review the diff
	UPDATE_CASES=1 $(RUN) -m pytest tests/cases
	@git diff --stat -- tests/cases

clean: ## remove everything that is made: sites, caches, the environment
	rm -rf .venv .cache .sitegen .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist site site-material
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

site-environment:
	@$(PYTHON) tools/environment.py site

environment:
	@$(PYTHON) tools/environment.py dev
