# Everything a newcomer types is `make site` and `make test`. What they need is set up in .venv at the first call.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK := generator/requirements.lock
NODE := generator/tests/js/node_modules/.ready
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help site offline pdf test serve check new accept lint format bench docs wheel lock clean prerequisites

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

site: $(READY) ## Build the site into site/ (a failed build leaves the last one as it was)
	$(BIN)/mkdocs build --strict

offline: $(READY) ## Build the site to open from disk: site-offline/ and site-offline.zip, which `make site` then offers
	rm -rf site-offline site-offline.zip
	$(BIN)/mkdocs build --strict --no-directory-urls --site-dir site-offline
	$(BIN)/launchbook pack site-offline

pdf: site ## Build the site and print its packs as PDF files, which its pages then offer (needs Chromium)
	$(BIN)/launchbook pdf site $(ARGS)

test: $(READY) prerequisites $(NODE) ## Run every test
	$(BIN)/python -m pytest generator/tests $(ARGS)

serve: $(READY) ## Show the site and rebuild it on every save
	$(BIN)/mkdocs serve --dirty $(ARGS)

check: $(READY) ## Check all plans
	$(BIN)/launchbook check $(ARGS) plans

new: $(READY) ## Write a starter plan: make new NAME=my-launch LANGUAGE=zh; as a folder of files: FOLDER=yes
	@test -n "$(NAME)" || { echo "Name the plan: make new NAME=my-launch LANGUAGE=zh (or en)"; exit 2; }
	$(BIN)/launchbook new "$(NAME)" --language $(or $(LANGUAGE),zh) $(if $(filter yes,$(FOLDER)),--folder)

accept: $(READY) ## Rewrite the accepted test output (then read the difference)
	$(BIN)/python -m pytest generator/tests/test_cases.py --accept

lint: $(READY) ## Check the code: ruff, mypy
	$(BIN)/ruff check generator
	$(BIN)/ruff format --check generator
	cd generator && ../$(BIN)/mypy

format: $(READY) ## Format the code
	$(BIN)/ruff check --fix generator
	$(BIN)/ruff format generator

bench: $(READY) ## Measure time and memory for 10, 40 and 160 plans, and a long page in the browser
	$(BIN)/python generator/tests/bench.py $(ARGS)

docs: $(READY) ## Write the schema and the section reference anew
	$(BIN)/launchbook schema --out docs/schema/plan.schema.json
	$(BIN)/launchbook schema --exported --out docs/schema/export.schema.json
	$(BIN)/launchbook reference --out docs/reference
	for each in $(patsubst reference.%.po,%,$(notdir $(wildcard generator/launchbook/locale/reference.*.po))); do \
	  $(BIN)/launchbook reference --language $$each --out docs/$$each/reference || exit 1; done

wheel: $(READY) ## Build the package, and make a site with it in a bare environment of each Python from 3.11
	sh generator/tests/try_wheel.sh

lock: ## Pin the newest versions of all dependencies
	$(BIN)/pip-compile --quiet --upgrade --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --output-file $(LOCK) generator/pyproject.toml

clean: ## Remove what was built (the virtual environment too)
	rm -rf site site-offline site-offline.zip .site.* .site-offline.* build $(VENV) generator/tests/js/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): $(LOCK) generator/pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "launchbook needs Python 3.11 or newer; python3 is $$(python3 --version)."; exit 1; }
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r $(LOCK)
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e generator
	@touch $@

# Tests alone need Node.js: types and properties of the script.
$(NODE): generator/tests/js/package-lock.json prerequisites
	cd generator/tests/js && npm ci --silent
	@touch $@

# Tests drive the system's Chromium. As root it is installed; otherwise the packages are named.
prerequisites:
	@sh generator/tests/prerequisites.sh
