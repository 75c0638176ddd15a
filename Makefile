# make lab    opens the labs in a browser, from nothing
# make test   sets up all a contributor needs and runs every check and test
# make test-full  the same with the long runs
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
ARGS ?=

.PHONY: lab test test-full check pictures clean

lab: $(VENV)/.lab
	@$(BIN)/analog-lab $(ARGS)

$(VENV)/.lab: pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh "$(VENV)" lab
	@touch $@

$(VENV)/.dev: pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh "$(VENV)" dev
	@touch $(VENV)/.lab $@

check: $(VENV)/.dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }

test: check
	@sh tools/browser.sh "$(VENV)"
	@$(BIN)/python -m pytest -q $(ARGS)

test-full: check
	@sh tools/browser.sh "$(VENV)"
	@$(BIN)/python -m pytest -q -m "long or not long" $(ARGS)

pictures: $(VENV)/.dev
	@sh tools/browser.sh "$(VENV)"
	@$(BIN)/python tools/pictures.py

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
