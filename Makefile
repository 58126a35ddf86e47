# Everything there is to do here, by name. `make` alone lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

MMSB := .build/release/mmsb
BENCH := kernels replay-packages replay-tpcb batch log
ALL_SCENARIOS = $(sort $(notdir $(basename $(wildcard scenarios/*.json5))))
SWIFT_SOURCES := Package.swift Sources Benchmarks Tests
FUZZ_SEED := 1
# The exact counts that every cell of every scenario must have.
EXPECTED := results/expected.csv
# Page bytes that the kernels are fuzzed with: a thousand million in every test run, more by night.
FUZZ_BYTES := 1000000000
NIGHTLY_FUZZ_BYTES := 3000000000
# The scenarios that `make gate` holds against a base, and further options of `mmsb gate`.
GATED := gate gate-tpcb
GATE_OPTIONS :=
# What SQLite wrote for the committed traces.
WALS := Tests/Golden/sqlite-wal
# The tests that touch raw memory or run several threads.
SANITIZED := SupportTests|StateBusTests|MeasureTests|MachineTests

.PHONY: help deps build test test-fast test-numa bench caps verify expect repeat gate nightly lint format sanitize trace traces \
  clean

help: ## list what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

deps: ## install the libraries that are missing (Debian, through apt); nothing to do when they are there
	@Tools/deps.sh

build: deps ## build the library and the command, optimised
	swift build -c release

test: deps ## build once, check style, run every test, fuzz the kernels, run every scenario small
	Tools/step.sh ci build swift build -c release --build-tests
	@Tools/step.sh ci lint $(MAKE) --no-print-directory lint
	Tools/step.sh ci tests swift test -c release --skip-build --disable-xctest 2>&1 | tee .build/tests.log
	Tools/step.sh ci fuzz $(MMSB) fuzz kernels --bytes $(FUZZ_BYTES) --seed $(FUZZ_SEED)
	Tools/step.sh ci verify $(MMSB) verify --quick $(ALL_SCENARIOS) --expect $(EXPECTED)
	Tools/step.sh ci smoke $(MMSB) run smoke
	@grep -h 'Test run with' .build/tests.log | tail -n 1

test-fast: deps ## the unit tests alone: no command runs, no fuzzing, no measuring; under a minute once built
	swift build -c release --build-tests
	MMSB_TEST_FAST=1 swift test -c release --skip-build --disable-xctest

bench: export MMSB_BENCH_STARTED := $(shell date +%s)
bench: build ## measure the main scenarios here, in a minute or two; then prove that the check can fail
	$(MMSB) run $(BENCH)
	@Tools/proof.sh $(MMSB)

caps: build ## what this machine can do and what it can't, with the reason and the remedy
	@$(MMSB) caps

verify: build ## check every variant of every scenario against the reference, time nothing
	$(MMSB) verify $(ALL_SCENARIOS) --expect $(EXPECTED)

expect: build ## renew the exact counts that make test holds the engine to; read the change
	$(MMSB) verify $(ALL_SCENARIOS) --expect $(EXPECTED) --expect-write

repeat: build ## every kind of work 20 times from nothing: its exact counts must stay the same
	$(MMSB) verify smoke --repeat 20 --expect $(EXPECTED)

gate: build ## BASE=REV: is this tree slower than that revision? Exit 1 says yes; docs/gating.md says how
	@[ -n "$(BASE)" ] || { echo 'gate: name the revision to compare with: make gate BASE=HEAD~1' >&2; exit 2; }
	@Tools/gate.sh $(MMSB) $(BASE) $(GATED) $(GATE_OPTIONS)

test-numa: deps ## run on two memory nodes, in a machine that qemu emulates, and check placement from outside
	swift build -c release --product mmsb --static-swift-stdlib --scratch-path .build/static
	@Tools/test-numa.sh .build/static/release/mmsb

nightly: ## longer fuzzing, sanitizers, two memory nodes, full verification; a summary in results/nightly
	@Tools/deps.sh nightly
	@Tools/nightly.sh $(MMSB) $(NIGHTLY_FUZZ_BYTES)

lint: ## check the form of the Swift sources
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format: ## put the Swift sources into form
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

# Memory that nobody has is refused with null, as the C library does, and not by ending the process.
sanitize: deps ## the engine's tests under the thread and the address sanitizer
	for kind in thread address; do \
	  options="-c release --sanitize=$$kind --scratch-path .build/$$kind"; \
	  swift build $$options --build-tests; \
	  SWIFT_BACKTRACE=enable=no LSAN_OPTIONS=suppressions=Tools/leaks.txt \
	    TSAN_OPTIONS=allocator_may_return_null=1 ASAN_OPTIONS=allocator_may_return_null=1 \
	    swift test $$options --skip-build --disable-xctest --filter '$(SANITIZED)'; \
	done

traces: build ## make the committed traces and the golden log anew, after a change of the log's bytes
	for name in packages-4k tpcb-4k; do \
	  rm -f scenarios/traces/$$name.mmsblog; \
	  $(MMSB) trace import sqlite-wal $(WALS)/$$name.base.db $(WALS)/$$name.wal -o scenarios/traces/$$name.mmsblog; \
	done
	swift build --build-tests
	MMSB_WRITE_GOLDEN=1 swift test --skip-build --disable-xctest --filter LogGoldenTests/theGoldenFileIsMadeAnew

trace: build ## record this machine's own apt index as a trace, checked against SQLite, ready to measure
	@Tools/trace.sh $(MMSB)

clean: ## remove what was built; results stay
	rm -rf .build
