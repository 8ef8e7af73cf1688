# Everything runs in .venv, which make builds from requirements.lock (names, versions and hashes; nothing else is
# installed). The stamp says that it is complete: a second run installs nothing.
#   make report SOURCE=folder/ ARGS="-p topic sanctions"    other articles, other parameters
#   make test ARGS="-k quotes -x"                            some of the tests; "-n 0 --pdb" to look into one

SOURCE ?= data/sample.jsonl
ARGS ?=
FUZZ ?= -max_total_time=300
PROFILE ?= fuzz
GOLD ?= ../shared
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/complete
# The first Python that fits; PYTHON=/path/to/python chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo $$python && break; \
	done)

.DEFAULT_GOAL := help
.PHONY: help dist docs report test test-slow fuzz soak lint format lab picture evaluation bench bench-full weights lock clean distclean

help: ## say what there is to make
	@sed -nE 's/^([a-z-]+):.* ## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

report: $(STAMP) ## the report of the sample articles, or of SOURCE=...
	$(BIN)/python -m analysis report $(SOURCE) $(ARGS)

test: $(STAMP) ## the tests, without the slow ones
	$(BIN)/python -m pytest -n 2 -m "not slow" $(ARGS)

test-slow: $(STAMP) ## the slow tests: clean installs, browsers, kills
	$(BIN)/python -m pytest -m slow $(ARGS)

fuzz: $(STAMP) ## look for inputs that break it: FUZZ says for how long each target, PROFILE how many examples
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --no-deps -r tests/fuzz.lock
	mkdir -p build
	$(BIN)/python tests/fuzz.py readers $(FUZZ) -artifact_prefix=build/
	$(BIN)/python tests/fuzz.py quotes $(FUZZ) -artifact_prefix=build/
	$(BIN)/python -m pytest tests/test_properties.py --hypothesis-profile=$(PROFILE) $(ARGS)

soak: $(STAMP) ## 500 articles three times over in one process: is memory flat, is nothing left over
	STANCEBOOK_SOAK=500 $(BIN)/python -m pytest -s tests/test_soak.py

lint: $(STAMP) ## ruff and mypy
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy --allow-untyped-defs --allow-incomplete-defs --allow-untyped-calls --no-warn-return-any tests

format: $(STAMP) ## sort imports and format; strip the notebooks' output
	$(BIN)/python -m ruff check --select I --fix .
	$(BIN)/python -m ruff format .
	$(BIN)/python -m nbstripout --keep-id notebooks/*.ipynb

lab: $(STAMP) ## open the notebooks in JupyterLab
	$(BIN)/python -m jupyterlab notebooks

picture: report ## take the README's picture anew; needs chromium
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1200,1380 \
		--screenshot=docs/images/report.png "file://$(CURDIR)/reports/sample/index.html"

evaluation: $(STAMP) ## docs/evaluation.md and the figures of the reports anew; needs the gold files beside the checkout
	mkdir -p build
	$(BIN)/python training/ablate.py $(GOLD)/gold/dev.jsonl --out build/ablations.json
	$(BIN)/python -m analysis.evaluation.page $(GOLD)/gold/dev.jsonl $(GOLD)/gold/mentions-dev.jsonl \
		$(GOLD)/data/polnear/dev.jsonl.gz $(GOLD)/data/newsmtsc/dev-mt.jsonl $(GOLD)/data/newsmtsc/dev-rw.jsonl \
		--ablations build/ablations.json --figures analysis/measures/gold.yml

bench: $(STAMP) ## docs/benchmark.md anew; under 20 minutes on two idle cores
	$(BIN)/python -m benchmarks.bench $(ARGS)

bench-full: $(STAMP) ## the same with all articles and 20 reports by command line; hours
	$(BIN)/python -m benchmarks.bench --full $(ARGS)

weights: $(STAMP) ## pin the weights that are there, after training
	$(BIN)/python -m analysis.lexicons.weights

docs: $(STAMP) ## the documentation as a site, build/site/index.html; a broken link or heading is an error
	$(BIN)/python -m sphinx -W --keep-going -n -E -q -c docs . build/site

dist: $(STAMP) ## build the wheel and the source package into dist/
	$(BIN)/python -m hatchling build

lock: .venv-lock/complete ## resolve requirements.lock anew; ARGS=--upgrade takes newer versions
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --all-extras $(ARGS) pyproject.toml -o requirements.lock

clean: ## remove caches and what a build leaves
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

distclean: clean ## remove the environment as well; reports stay
	rm -rf $(VENV) .venv-lock

# Wheels only: a source package would fetch what builds it, unlocked. The package itself is built by the locked hatchling.
$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo 'no Python 3.11 to 3.14 found; name one: make PYTHON=/path/to/python3' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv-lock/complete:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	touch $@
