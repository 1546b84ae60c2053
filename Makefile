# Everything a developer runs. `make run` and `make test` work on a fresh clone.

CARGO ?= cargo

.PHONY: help run test check bench generate fmt

help: ## Say what there is
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Build and start everything with demo data on http://127.0.0.1:3000
	$(CARGO) run --release -p local

test: check ## Run every check and every test there is
	sh tests/install-libreoffice
	$(CARGO) build --workspace --all-targets
	$(CARGO) test --workspace

check: ## Formatting, lints, documentation
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps

bench: ## Measure load, answers, start and memory, in release builds
	$(CARGO) build --release -p local -p bench
	target/release/bench

generate: ## Write openapi.json anew from the routes
	$(CARGO) run -p local --example openapi > target/openapi.json
	mv target/openapi.json openapi.json

fmt: ## Format everything
	$(CARGO) fmt --all
