# Everything from a fresh clone: `make bench` weighs, `make test` tests. Both install what is missing,
# configure and build first; both build into build/ without disturbing each other.
#
#   SUITE=quick   which suite `make bench` runs (`build/bin/tare list` names them)
#   ARGS=         further options of `tare run`
#   JOBS=         parallel compilations; by default what the allowed CPUs and the memory bear

SUITE ?= quick
ARGS ?=
# A file that includes Beast takes up to 1.5 GiB to compile.
JOBS ?= $(shell awk -v cpus="$$(nproc)" '/^MemTotal/ { jobs = int($$2 / 1572864) } \
          END { if (jobs > cpus) jobs = cpus; print (jobs < 1 ? 1 : jobs) }' /proc/meminfo)

.PHONY: help deps packages contenders deps-dev deps-fuzz configure build test bench fuzz check-style clean jobs

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

deps: packages contenders ## Everything: packages, and the contenders of other languages

packages: ## Install what is missing from the distribution's packages (sudo when not root)
	@ci/deps.sh

contenders: ## Prepare the contenders of other languages, as far as their toolchains are there
	@ci/contenders.sh

deps-dev: ## The packages, and what check-style needs
	@ci/deps.sh --dev

deps-fuzz: ## The packages, and what fuzz needs
	@ci/deps.sh --fuzz

build: configure ## Build everything into build/
	cmake --build --preset release --parallel $(JOBS)

test: build ## Run the unit, contract and smoke tests; measures nothing
	ctest --preset release

bench: configure ## Weigh every contender (SUITE=quick) and print the report; results in build/results/
	cmake --build --preset release --parallel $(JOBS) --target programs
	build/bin/tare run --suite $(SUITE) $(ARGS)

fuzz: packages ## Fuzz what reads other people's bytes, TARE_FUZZ_SECONDS=60 a target (clang; build-fuzz/)
	tests/fuzz/run

# Ninja configures again by itself when a list file changes.
configure: packages
	@test -f build/build.ninja || cmake --preset release

jobs:
	@echo $(JOBS)

check-style: ## Check the C++ files' format and the shell scripts
	@format=$$(command -v clang-format-16 || command -v clang-format) || \
	  { echo "check-style: no clang-format; make deps-dev installs it" >&2; exit 77; }; \
	git ls-files -z '*.hpp' '*.cpp' '*.ipp' | xargs -0 "$$format" --dry-run -Werror
	@command -v shellcheck >/dev/null || \
	  { echo "check-style: no shellcheck; make deps-dev installs it" >&2; exit 77; }; \
	shellcheck ci/*.sh .ci/run tests/fuzz/run contract/*.sh contract/*/build $$(git ls-files '*/prepare')

clean: ## Remove what was built; build/results/ stays
	@test ! -d build || find build -mindepth 1 -maxdepth 1 ! -name results -exec rm -rf {} +
