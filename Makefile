# jira-mirror: the two commands of a newcomer are `make demo` and `make test`.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
BUILD_FLAGS ?=
# XLSX=1 adds spreadsheet files to the program: one more library.
ifneq ($(filter-out 0 no,$(XLSX)),)
override BUILD_FLAGS += --traits XLSX
LIBRARIES = libxlsxwriter-dev zlib1g-dev
endif
# With Swift's libraries inside: the program runs where no Swift is installed.
RELEASE = -c release --static-swift-stdlib $(BUILD_FLAGS)
# What `--version` names; a checkout without git has none. Set it to name another one.
JIRA_MIRROR_COMMIT ?= $(shell git describe --always --dirty --abbrev=12 --exclude '*' 2>/dev/null)
# Manual pages bear the date of what is built, not of the day when it is built.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null)
ZSH_COMPLETIONS ?= share/zsh/site-functions

.PHONY: help deps test-deps build release demo test lint format imports schema-doc foreign readers singer pages \
	exports flow-check bench bench-smoke torture torture-short torture-long install uninstall clean leaks install-files \
	install-check deb deb-check config-example runbook-check operations alert-check fuzz asan tsan

help:
	@echo 'make demo      install what is missing, build, and show the whole job against a simulated Jira'
	@echo 'make test      install what is missing, build, and run all tests'
	@echo 'make build     debug build'
	@echo 'make release   release build (.build/release/jira-mirror)'
	@echo 'make lint      formatter in strict mode, and the rule that targets only import what they declare'
	@echo 'make bench     measure (release build)'
	@echo 'make leaks     look for memory that is never given back (release build)'
	@echo 'make torture   kills, full disks, broken networks, tampering: the scorecard of docs/reliability.md'
	@echo 'make fuzz      damaged input for every parser of what comes from outside (SECONDS=60)'
	@echo 'make asan      the tests under AddressSanitizer; make tsan: under ThreadSanitizer'
	@echo 'make install   program, manual pages, completions and examples under PREFIX (now: $(PREFIX))'
	@echo 'make deb       a Debian package (.build/deb)'
	@echo 'With XLSX=1 each of them makes a program that writes spreadsheet files too (needs libxlsxwriter-dev zlib1g-dev).'

# The Debian packages this project links against; asks for sudo only when not root.
deps:
	@./scripts/install-dependencies $(LIBRARIES)

# The tests also drive programs that others wrote.
test-deps:
	@./scripts/install-dependencies $(LIBRARIES) openssl sqlite3 python3

build: deps
	$(SWIFT) build $(BUILD_FLAGS)

release: deps
	JIRA_MIRROR_COMMIT='$(JIRA_MIRROR_COMMIT)' $(SWIFT) build $(RELEASE)

demo: deps
	@SWIFT='$(SWIFT)' BUILD_FLAGS='$(BUILD_FLAGS)' ./scripts/demo

test: test-deps
	$(SWIFT) build $(BUILD_FLAGS) --build-tests
	@SWIFT='$(SWIFT)' BUILD_FLAGS='$(BUILD_FLAGS)' ./scripts/test

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks migrations

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks migrations

# A target may import only what Package.swift says it depends on.
imports: deps
	$(SWIFT) build $(BUILD_FLAGS) --explicit-target-dependency-import-check error

# docs/schema.md, from the comments in migrations/mirror; a test holds it against them.
schema-doc: build
	@"$$($(SWIFT) build $(BUILD_FLAGS) --show-bin-path)/jira-mirror" schema-document > docs/schema.md

# The simulator, checked by clients that others wrote (Python, from PyPI).
foreign: build
	@./scripts/foreign-check

# A mirror, opened by tools that others wrote (sqlite3, pandas, DuckDB, Datasette), as another user.
readers: test-deps
	$(SWIFT) build $(BUILD_FLAGS)
	@SWIFT='$(SWIFT)' ./scripts/readers-check

# Every report's page in headless Chromium, over the mirror that the demo leaves.
pages: build
	@./scripts/install-dependencies chromium python3
	@[ -e demo-output/home/mirror.sqlite ] || SWIFT='$(SWIFT)' ./scripts/demo
	@SWIFT='$(SWIFT)' ./scripts/report-check demo-output/home

# The mirror in a real PostgreSQL, by a Singer target that others wrote (PyPI).
singer: test-deps
	@./scripts/install-dependencies postgresql
	$(SWIFT) build $(BUILD_FLAGS)
	@SWIFT='$(SWIFT)' BUILD_FLAGS='$(BUILD_FLAGS)' ./scripts/singer-check

# Exported files, opened by programs that others wrote (pandas, openpyxl).
exports: test-deps
	$(SWIFT) build $(BUILD_FLAGS)
	@SWIFT='$(SWIFT)' ./scripts/exports-check

# Flow reports against jira-agile-metrics (PyPI); needs a Python 3.8.
flow-check: test-deps
	$(SWIFT) build $(BUILD_FLAGS)
	@SWIFT='$(SWIFT)' ./scripts/flow-check

bench: release
	@./Benchmarks/run

bench-smoke: release
	@./Benchmarks/run --smoke

# Memory that is never given back: 500 runs, and two more under LeakSanitizer.
leaks: release
	@./scripts/install-dependencies liblsan0 python3
	@./Benchmarks/leaks

# The scorecard of docs/reliability.md: some minutes, three minutes, an hour.
torture: release
	@./scripts/install-dependencies strace util-linux openssl systemd sqlite3 python3
	@./Tests/Torture/run $(TORTURE)

torture-short:
	@$(MAKE) torture TORTURE=--short

torture-long:
	@$(MAKE) torture TORTURE=--long

# The service unit and the rotation of the log, judged by systemd and logrotate; the Dockerfile's packages.
operations:
	@./scripts/install-dependencies systemd logrotate libxlsxwriter-dev zlib1g-dev
	@./scripts/operations-check

# The alert rules, tried by Prometheus' own tool over metrics that the program wrote.
alert-check: build
	$(SWIFT) build $(BUILD_FLAGS) --product jira-simulator
	@./scripts/install-dependencies python3 python3-yaml
	@SWIFT='$(SWIFT)' BUILD_FLAGS='$(BUILD_FLAGS)' ./scripts/alert-check

# Parsers under libFuzzer and AddressSanitizer, so many seconds in all: make fuzz SECONDS=3600.
SECONDS ?= 60
fuzz: deps
	$(SWIFT) build --product jira-simulator
	@./Tests/Fuzz/run --seconds $(SECONDS)

# All tests (or those of TESTS='…') under a sanitizer, in a build folder of its own: memory errors, races of threads.
# What Swift's runtime keeps until the end is no leak.
asan tsan: SANITIZE = --sanitize=$(if $(filter asan,$@),address,thread) --scratch-path .build-$@ $(BUILD_FLAGS)
asan tsan: test-deps
	$(SWIFT) build --build-tests $(SANITIZE)
	@ASAN_OPTIONS=detect_leaks=0:suppressions='$(CURDIR)/Tests/address-sanitizer.txt' \
		TSAN_OPTIONS=suppressions='$(CURDIR)/Tests/thread-sanitizer.txt' \
		SWIFT='$(SWIFT)' BUILD_FLAGS='$(SANITIZE)' ./scripts/test $(TESTS)

install: release
	@$(MAKE) install-files

# What `make install` puts into place once the program is built.
install-files:
	@SOURCE_DATE_EPOCH='$(SOURCE_DATE_EPOCH)' DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' \
		ZSH_COMPLETIONS='$(ZSH_COMPLETIONS)' ./scripts/install-files .build/release/jira-mirror

uninstall:
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' ZSH_COMPLETIONS='$(ZSH_COMPLETIONS)' ./scripts/install-files --remove

# Everything that is installed, tried by the programs that read it: man, shells, shellcheck, systemd, a YAML reader.
install-check: build
	@./scripts/install-dependencies mandoc groff zsh fish bash-completion shellcheck python3-yaml
	@PROGRAM="$$($(SWIFT) build $(BUILD_FLAGS) --show-bin-path)/jira-mirror" ./scripts/install-check

# A Debian package in .build/deb.
deb:
	@./scripts/install-dependencies debhelper dpkg-dev libxlsxwriter-dev zlib1g-dev
	@$(MAKE) release XLSX=1
	@./scripts/deb

# The package installed, used, upgraded, removed and purged in a Debian of its own; as root.
deb-check: deb
	$(SWIFT) build $(BUILD_FLAGS) --product jira-simulator
	@./scripts/install-dependencies debootstrap lintian
	@SWIFT='$(SWIFT)' ./scripts/deb-check

# docs/config.example.yaml, from the list of settings; a test holds it against them.
config-example: build
	@env -i HOME=/nonexistent "$$($(SWIFT) build $(BUILD_FLAGS) --show-bin-path)/jira-mirror" config example \
		> docs/config.example.yaml

# Every command of docs/runbook.md, run against a simulated Jira.
runbook-check: build
	@./scripts/runbook-check

clean:
	rm -rf .build .build-asan .build-tsan .build-fuzz demo-output
