# Sluice. `make` alone lists what there is. Every target first makes sure the machine has what it
# needs (scripts/bootstrap).

PORT ?= 8080
DATA ?= ./data
MINUTES ?= 10

SWIFT_FILES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
	Fuzz/Package.swift Fuzz/Sources

.DEFAULT_GOAL := help
.PHONY: help bootstrap run demo test test-doors test-pages screenshots soak fuzz bench bench-gate lint format docs

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

bootstrap:
	@scripts/bootstrap

run: bootstrap ## build and start the engine on 127.0.0.1 (PORT=8080 DATA=./data)
	swift build -c release --product sluice
	exec .build/release/sluice serve --data "$(DATA)" --port "$(PORT)"

demo: bootstrap ## start an engine with a market that plays against it, and print the ways in (PORT=8080)
	swift build -c release --product sluice
	exec .build/release/sluice demo --port "$(PORT)"

# Tests that start processes run apart: Foundation's Process fails in one that has more than a thousand
# files open, as hundreds of engines at once do. So many tests run at once; without the width, all do, and
# each takes as long as the whole. What they run is optimised (Package.swift).
TEST_WIDTH := 16
test: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH := $(TEST_WIDTH)
test: bootstrap ## run every test
	SLUICE_OPTIMIZED=1 swift build --build-tests
	swift test --skip-build --disable-xctest --skip SluiceCLITests --skip LiveTests
	# Its client gives every answer 15 s, more than which it may wait for its turn beside the others.
	swift test --skip-build --disable-xctest --filter LiveTests
	swift test --skip-build --disable-xctest --filter SluiceCLITests
	$(MAKE) --no-print-directory --jobs 2 --output-sync=target test-doors test-pages

# Either keeps one core busy. What they run is built already.
test-doors:
	scripts/test-tutorial .build/debug/sluice
	scripts/test-clients .build/debug/sluice
	scripts/test-http .build/debug/sluice

test-pages:
	scripts/test-browser .build/debug/sluice

screenshots: ## make pictures of the pages, docs/screens
	@scripts/bootstrap chromium chromium-driver fonts-noto-cjk libjs-chart.js
	swift build --product sluice
	scripts/test-browser .build/debug/sluice --screenshots

soak: bootstrap ## run simulations of new seeds, the long campaigns (MINUTES=10 each), more of each fault
	swift build -c release --product sluice-sim
	.build/release/sluice-sim --seed "$$(date +%s)" --minutes "$(MINUTES)" --operations 1000
	swift build --build-tests
	SLUICE_SOAK_MINUTES="$(MINUTES)" swift test --skip-build --disable-xctest --filter Soak
	SLUICE_SOAK_MINUTES="$(MINUTES)" swift test --skip-build --disable-xctest --filter FaultTests
	SLUICE_SOAK_MINUTES="$(MINUTES)" swift test --skip-build --disable-xctest \
		--filter 'KilledServerTests|KilledExpiryTests|ChangedByteTests|FullDiskTests|ReadOnlyDiskTests|HandleTests'

fuzz: bootstrap ## fuzz every reader of foreign bytes (MINUTES=10 each), corpora kept
	scripts/fuzz --minutes "$(MINUTES)" --keep

bench: bootstrap ## measure the engine and its doors (some fifteen minutes)
	swift build -c release --product sluice
	.build/release/sluice bench engine --holds 200000
	.build/release/sluice bench batch --holds 100000
	.build/release/sluice bench sustained
	.build/release/sluice bench http
	.build/release/sluice bench overload
	.build/release/sluice bench flood
	.build/release/sluice bench hostile
	.build/release/sluice bench feed
	.build/release/sluice bench webhooks
	.build/release/sluice bench expiry
	.build/release/sluice bench recovery
	.build/release/sluice bench memory

bench-gate: ## hold the instruction counts of the core to the committed ones
	@scripts/bootstrap valgrind
	scripts/bench-gate

lint: bootstrap ## check format, tidiness and deploy/
	swift format lint --strict --recursive $(SWIFT_FILES)
	scripts/tidy
	scripts/test-deploy

format: bootstrap ## format the sources in place
	swift format --in-place --recursive $(SWIFT_FILES)

docs: bootstrap ## build the documentation of the Swift libraries into .build/docs
	scripts/docs
