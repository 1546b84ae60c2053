# Everything a developer runs. `make run` and `make test` work on a fresh clone.

CARGO ?= cargo
NPM ?= npm
# What the functions are built for, and the table of infra/samconfig.toml that is deployed.
ARCHITECTURE ?= arm64
ENV ?= default
# Parameters of the stack, NAME=VALUE.
PARAMETERS ?=

FUNCTIONS = $(notdir $(wildcard functions/*))
TOOLS = $(CURDIR)/.tools/aws/bin
DENY = .tools/deny/bin/cargo-deny

.PHONY: help run test test-times rehearse check advisories bench scale page build deploy validate watch generate fmt

help: ## Say what there is
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: page ## Build and start everything with demo data on http://127.0.0.1:3000
	$(CARGO) run --profile demo -p local

test: check validate ## Run every check and every test there is
	sh tests/install-libreoffice
	sh tests/install-chromium
	sh tests/install-faketime
	$(CARGO) build --workspace --all-targets
	RUST_TEST_THREADS=4 $(CARGO) test --workspace # most of them wait most of the time
	sh infra/rehearsal/install
	.tools/rehearsal/bin/python -m unittest discover --start-directory infra/rehearsal
	python3 tests/at-other-times --quick
	cd web && $(NPM) test
	cd web && $(NPM) run browser

test-times: ## Run every Rust test at other times: midnights, changed clocks, leap days
	sh tests/install-faketime
	sh infra/tools/install
	$(CARGO) build --workspace
	python3 tests/at-other-times

rehearse: page ## Deploy the whole stack into an emulator of AWS, use it, change it and delete it
	sh tests/install-faketime
	sh infra/tools/install
	sh infra/rehearsal/install
	$(CARGO) build --workspace --all-targets
	.tools/rehearsal/bin/python infra/rehearsal/rehearse.py

check: web/node_modules/.package-lock.json $(DENY) ## Formatting, lints, documentation, dependencies
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps
	python3 -m unittest discover --start-directory tests
	python3 tests/circles.py
	cd web && $(NPM) run check
	$(DENY) check licenses bans sources
	python3 docs/check.py

advisories: $(DENY) ## Look the dependencies up among known vulnerabilities, with a network
	$(DENY) check advisories

bench: ## Measure load, webhooks, imports, answers, start and memory, in release builds
	$(CARGO) build --release -p local -p operator -p bench $(FUNCTIONS:%=-p %)
	target/release/bench

scale: ## Simulate one large account over many shards, and compare with the goals
	$(CARGO) run --release -p scale

page: web/node_modules/.package-lock.json ## Build the page into web/dist
	cd web && $(NPM) run build

build: page ## Build every function for Lambda, and the page
	sh infra/tools/install
	PATH="$(TOOLS):$$PATH" $(CARGO) lambda build --profile lambda --$(subst _,-,$(ARCHITECTURE)) $(FUNCTIONS:%=--package %)

deploy: ## Deploy the stack with SAM, and the page
	sh infra/tools/install
	$(TOOLS)/python infra/tools/deploy.py --config-env $(ENV) $(PARAMETERS)

validate: ## Check the templates without an account
	sh infra/tools/validate

watch: ## Serve the functions with cargo-lambda, on the local system's tables
	sh infra/tools/install
	PATH="$(TOOLS):$$PATH" $(CARGO) lambda watch -A 127.0.0.1 -P 9400 --env-file local/watch.env

generate: web/node_modules/.package-lock.json ## Write openapi.json anew from the routes, and the page's client from it
	$(CARGO) run -p http-api > target/openapi.json
	mv target/openapi.json openapi.json
	cd web && $(NPM) run generate

fmt: web/node_modules/.package-lock.json ## Format everything
	$(CARGO) fmt --all
	cd web && $(NPM) run format

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && $(NPM) ci
	touch $@

$(DENY): .ci/requirements.txt
	$${PYTHON:-python3} -m venv .tools/deny
	.tools/deny/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@
