# SPDX-License-Identifier: MIT
#
# make help tells what there is. Everything is built below $(BUILD); another BUILD is another
# build: `make BUILD=build/asan SAN=address,undefined check`.

VERSION := 0.1.0

BUILD      ?= build
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
DATADIR    ?= $(PREFIX)/share
MANDIR     ?= $(DATADIR)/man
PKG_CONFIG ?= pkg-config
SAN        ?=
# The Python of the distribution has the JSON Schema validator; one found first in PATH may not.
PYTHON     ?= $(firstword $(wildcard /usr/bin/python3) python3)

BASHCOMPDIR ?= $(DATADIR)/bash-completion/completions
ZSHCOMPDIR  ?= $(DATADIR)/zsh/site-functions
FISHCOMPDIR ?= $(DATADIR)/fish/vendor_completions.d

WARNINGS := -Wall -Wextra -Wshadow -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wvla \
            -Wundef -Wconversion
ifeq ($(SAN),)
HARDENING         := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDENING_LDFLAGS := -pie -Wl,-z,relro,-z,now
else
# A sanitizer needs what the sandbox takes away, at the end of the program at the latest.
HARDENING         := -DWITHOUT_SANDBOX -fsanitize=$(SAN) -fno-sanitize-recover=all \
                     -fno-omit-frame-pointer
HARDENING_LDFLAGS := -fsanitize=$(SAN)
endif

MNL_CFLAGS    = $(shell $(PKG_CONFIG) --cflags libmnl)
MNL_LIBS      = $(shell $(PKG_CONFIG) --libs libmnl || echo -lmnl)
CMOCKA_CFLAGS = $(shell $(PKG_CONFIG) --cflags cmocka)
CMOCKA_LIBS   = $(shell $(PKG_CONFIG) --libs cmocka || echo -lcmocka)

# The BPF program needs tools of its own; without them (or with BPF=) it is left out.
CLANG      ?= clang
BPFTOOL    ?= bpftool
BPF_CFLAGS  = -target bpf -O2 -g -Wall -Wextra -Isrc \
              -idirafter /usr/include/$(shell $(CC) -print-multiarch 2> /dev/null)
ifeq ($(origin BPF),undefined)
BPF := $(shell { echo '#include <linux/types.h>'; echo '#include <bpf/bpf_helpers.h>'; } | \
           $(CLANG) $(BPF_CFLAGS) -fsyntax-only -x c - 2> /dev/null && \
           $(BPFTOOL) version > /dev/null 2>&1 && \
           echo '#include <bpf/skel_internal.h>' | $(CC) -E -o /dev/null - 2> /dev/null && echo yes)
endif
ifneq ($(BPF),)
BPF_CPPFLAGS = -DHAVE_BPF -isystem $(BUILD)/bpf
endif

# The user's flags come last. Inode numbers and times have 64 bits on 32-bit machines too.
ALL_CPPFLAGS = -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -DVERSION='"$(VERSION)"' \
               -Isrc $(MNL_CFLAGS) $(BPF_CPPFLAGS) $(CPPFLAGS)
ALL_CFLAGS   = -std=gnu17 -O2 -g -pthread $(WARNINGS) $(HARDENING) $(CFLAGS)
ALL_LDFLAGS  = -pthread $(HARDENING_LDFLAGS) $(LDFLAGS)

SOURCES  := $(filter-out src/main.c %.bpf.c,$(wildcard src/*.c src/*/*.c))
OBJECTS  := $(SOURCES:src/%.c=$(BUILD)/%.o) $(BUILD)/show/schema.o
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
FACTORY  := $(wildcard tests/integration/helpers/factory.c tests/integration/helpers/steps*.c)
BENCHES  := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
HELPERS  := $(addprefix $(BUILD)/tests/,factory refuse filters intruder.so standin.so)
FUZZERS  := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
REPLAY   ?= tests/fuzz/replay.c
SCRIPTS  := $(wildcard .ci/run tests/*.sh tests/*/*.sh tests/*/cases/*.sh tests/integration/run)
C_FILES  := $(wildcard src/*.[ch] src/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch])

.DELETE_ON_ERROR:
# Every target that make help lists.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.* \#\# .*/\1/p' $(firstword $(MAKEFILE_LIST)))

all: $(BUILD)/sockstat ## build the program (the default)

$(BUILD)/sockstat: $(BUILD)/main.o $(BUILD)/libsockstat.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(MNL_LIBS)

$(BUILD)/libsockstat.a: $(OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The JSON Schema is part of the program: --schema prints it wherever the program is.
$(BUILD)/show/schema.c: src/show/schema.json
	@mkdir -p $(@D)
	{ echo '#include "show/show.h"'; echo 'const char show_schema[] ='; \
	  sed 's/[\\"]/\\&/g; s/.*/    "&\\n"/' $<; echo '    ;'; } > $@

$(BUILD)/show/schema.o: $(BUILD)/show/schema.c $(BUILD)/flags
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Light skeletons: loading one takes no library, and a millisecond.
vpath %.bpf.c src/collect src/join
$(BUILD)/bpf/exact.skel.h: src/collect/exact_message.h
$(BUILD)/bpf/owner.skel.h: src/join/owner_record.h
$(BUILD)/bpf/%.skel.h: %.bpf.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CLANG) $(BPF_CFLAGS) -c -o $(BUILD)/bpf/$*.o $<
	$(BPFTOOL) gen skeleton -L $(BUILD)/bpf/$*.o name $*_bpf > $@

ifneq ($(BPF),)
$(BUILD)/collect/exact.o: $(BUILD)/bpf/exact.skel.h
$(BUILD)/join/owner_bpf.o: $(BUILD)/bpf/owner.skel.h
endif

# Whatever is built with other flags is built anew.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(subst ','\'',$(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS))' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
FORCE:

-include $(wildcard $(BUILD)/*.d $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

## Tests

tests: $(BUILD)/sockstat $(UNITS) $(FUZZERS) $(HELPERS) $(BENCHES) $(BUILD)/tests/replay
tests: ## build the tests

check: $(addprefix check-,layers unit fuzz integration completions docs) ## run all tests

check-unit: $(UNITS) ## unit tests (cmocka)
	tests/unit/run.sh $(UNITS)

check-fuzz: $(FUZZERS) ## replay what fuzzing found worth keeping
	tests/fuzz/replay.sh $(FUZZERS)

# FUZZ="dump escape": these targets; FUZZ_SECONDS=0: adds what was found to the corpora.
fuzz: ## fuzz each target for FUZZ_SECONDS=60 seconds (clang, libFuzzer), from its corpus
	tests/fuzz/run.sh $(BUILD)/fuzz $(FUZZ_SECONDS) "$(MAKE)" $(FUZZ)

check-naive: ## the second opinion on filters that the integration tests ask
	PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/integration/helpers/naive_test.py

check-integration: check-naive $(BUILD)/sockstat $(HELPERS) ## real sockets in a network namespace
	PYTHON=$(PYTHON) SAN=$(SAN) tests/integration/run --build $(BUILD)

check-completions: $(BUILD)/sockstat ## bash, zsh and fish, driven
	tests/completions/run.sh $(BUILD)

check-layers: ## who may include whom
	tests/layers.sh

check-docs: $(BUILD)/sockstat ## the man page against --list-columns and --help
	tests/docs.sh $(BUILD)

check-cost: $(BUILD)/tests/replay ## instructions a socket, held to budgets (valgrind)
	CC='$(CC)' tests/cost/run.sh $< tests/data/tcp-10000.dump.gz tests/cost/budgets

# BENCH="--sizes 10000 --cases tan": see tests/bench/README.md
bench: $(BUILD)/sockstat $(BENCHES) ## what listings cost, beside peers and floors
	install -d $(BUILD)/bench && install -m 755 $(BUILD)/sockstat $(BUILD)/bench/sockstat
	tests/bench/run --tools $(BUILD)/bench $(BENCH)

check-asan: ## the same tests under AddressSanitizer and UndefinedBehaviorSanitizer
	$(MAKE) BUILD=$(BUILD)/asan SAN=address,undefined check-unit check-fuzz \
	    check-integration

$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/libsockstat.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(CMOCKA_CFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< \
	    $(BUILD)/libsockstat.a $(CMOCKA_LIBS) $(MNL_LIBS)

$(BUILD)/tests/fuzz/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(BUILD)/libsockstat.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< $(REPLAY) \
	    $(BUILD)/libsockstat.a $(MNL_LIBS)

$(BUILD)/tests/factory: $(FACTORY) $(wildcard tests/integration/helpers/*.h) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(FACTORY)

$(BUILD)/tests/refuse: tests/integration/helpers/refuse.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

$(BUILD)/tests/%.so: tests/integration/helpers/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -fPIC -shared $(LDFLAGS) -o $@ $< -ldl

$(BUILD)/tests/oom.so: tests/rig/oom.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -fPIC -fno-builtin -shared -o $@ $<

$(BUILD)/tests/filters: tests/integration/helpers/filters.c $(BUILD)/libsockstat.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< \
	    $(BUILD)/libsockstat.a $(MNL_LIBS)

$(BUILD)/rig/%: tests/rig/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

$(BUILD)/tests/replay: tests/cost/replay.c $(BUILD)/libsockstat.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< \
	    $(BUILD)/libsockstat.a $(MNL_LIBS)

ifneq ($(BPF),)
$(BUILD)/bench/floor: $(BUILD)/bpf/owner.skel.h
endif

$(BUILD)/bench/%: tests/bench/%.c src/join/owner_record.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

## The rig: tests/rig/README.md

# small is for every change, full for a night: make soak.
RIG ?= small
ifeq ($(RIG),full)
CHURN_DUMPS   ?= 1000
HOSTILE_EVERY ?= 1
ROUNDS        ?= 100
MUTATE        ?= --all
RIG_FUZZ      ?= 600
RIG_SEED      ?= 0
else
CHURN_DUMPS   ?= 100
HOSTILE_EVERY ?= 4
ROUNDS        ?= 8
RIG_FUZZ      ?= 5
RIG_SEED      ?= 1
endif

rig: ## all that follows, and a while of fuzzing; RIG=small|full
	$(MAKE) check-hostile check-inject check-oom check-churn check-preloads check-mutate
	FUZZ_SEED=$(RIG_SEED) $(MAKE) fuzz FUZZ_SECONDS=$(RIG_FUZZ)

soak: ## the rig at full length, a busy machine, other architectures and kernels: hours
	$(MAKE) rig RIG=full
	$(MAKE) check-busy check-arch check-kernels

# BUSY_RUNS=1: how often.
BUSY_RUNS ?= 3

check-busy: tests ## all tests on a busy machine: load 12, a million descriptors
	tests/rig/busy.sh "$(MAKE)" $(BUSY_RUNS)

check-hostile: $(BUILD)/sockstat $(HELPERS) ## hostile names everywhere, random sockets
	PYTHON=$(PYTHON) SAN=$(SAN) HOSTILE_EVERY=$(HOSTILE_EVERY) tests/integration/run \
	    --build $(BUILD) hostile-arguments hostile-formats hostile-characters hostile-host
	for seed in $$(seq $(ROUNDS)); do SEED=$$seed SOCKETS=400 PYTHON=$(PYTHON) \
	    tests/integration/run --build $(BUILD) sources-differ || exit 1; done

check-inject: $(BUILD)/sockstat $(BUILD)/tests/factory ## system calls fail in turn (strace)
	$(PYTHON) tests/rig/judge_test.py
	$(PYTHON) tests/rig/inject --build $(BUILD) --size $(RIG)

check-oom: $(BUILD)/sockstat $(BUILD)/tests/factory $(BUILD)/tests/oom.so ## allocations fail
	$(PYTHON) tests/rig/judge_test.py
	$(PYTHON) tests/rig/oom --build $(BUILD) --size $(RIG)

check-churn: $(BUILD)/sockstat $(BUILD)/rig/churn ## what dumps lose while connections come and go
	$(PYTHON) tests/rig/churn.py $(BUILD) $(CHURN_DUMPS)

check-preloads: $(BUILD)/sockstat $(HELPERS) ## integration tests with fakeroot, with jemalloc
	PYTHON=$(PYTHON) tests/rig/preloads.sh $(BUILD)

check-mutate: ## do the tests notice changes in decoders and filters?
	nice -n 10 tests/rig/mutate $(MUTATE)

check-arch: check-i386 check-s390x check-arm64 ## the tests on other architectures (deps.sh arch)

check-i386 check-s390x check-arm64: check-%: $(BUILD)/tests/replay
	tests/rig/arch.sh $* $(BUILD) "$(MAKE)"

# What depends on the kernel most. Others take too long there, or expect what younger kernels say.
KERNELS     ?= 6.1 6.12
KERNEL_TESTS = exact owners owner-threads privileges privileges-bpf sandbox \
               sources-agree timers

check-kernels: $(BUILD)/sockstat $(HELPERS) ## BPF, owners, sandbox on other kernels (deps.sh arch)
	for version in $(KERNELS); do \
	    tests/rig/kernel.sh $(BUILD) $$version $(KERNEL_TESTS) || exit 1; done

## Care

lint: ## warnings as errors (gcc, clang), format, static analysis, shell, man page, house rules
	@tests/lint.sh $(BUILD)/lint "$(C_FILES)" "$(SCRIPTS)"

format: ## format the C files
	@clang-format -i $(C_FILES)

# Held to figures: unit tests and replays, which are the same on every machine. What gcov counted is
# written at the end of a program, which the sandbox would not allow.
COVERAGE = BUILD=$(BUILD)/coverage CFLAGS='--coverage -O0 -DWITHOUT_SANDBOX'

check-coverage: ## decoders, parsers and escapers: every line and 95 % of branches (gcov)
	find $(BUILD)/coverage -name '*.gcda' -delete 2> /dev/null || true
	$(MAKE) -s $(COVERAGE) check-unit check-fuzz > /dev/null
	$(PYTHON) tests/coverage.py $(BUILD)/coverage tests/coverage.held

coverage: check-coverage ## the same, then with the integration tests, of all files
	-$(MAKE) -s $(COVERAGE) check-integration
	$(PYTHON) tests/coverage.py $(BUILD)/coverage tests/coverage.held

deps: ## install what building, testing and linting need (through sudo when not root)
	sh tests/deps.sh build bpf test rig lint

## Installation

install: $(BUILD)/sockstat ## install below $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(DATADIR)/sockstat \
	    $(DESTDIR)$(BASHCOMPDIR) $(DESTDIR)$(ZSHCOMPDIR) $(DESTDIR)$(FISHCOMPDIR)
	install -m 755 $(BUILD)/sockstat $(DESTDIR)$(BINDIR)/sockstat
	sed 's|/usr/local/share|$(DATADIR)|' man/sockstat.1 > $(DESTDIR)$(MANDIR)/man1/sockstat.1
	chmod 644 $(DESTDIR)$(MANDIR)/man1/sockstat.1
	install -m 644 src/show/schema.json $(DESTDIR)$(DATADIR)/sockstat/sockstat-1.schema.json
	install -m 644 completions/sockstat.bash $(DESTDIR)$(BASHCOMPDIR)/sockstat
	install -m 644 completions/_sockstat $(DESTDIR)$(ZSHCOMPDIR)/_sockstat
	install -m 644 completions/sockstat.fish $(DESTDIR)$(FISHCOMPDIR)/sockstat.fish

uninstall: ## remove what install installed
	rm -f $(DESTDIR)$(BINDIR)/sockstat $(DESTDIR)$(MANDIR)/man1/sockstat.1 \
	    $(DESTDIR)$(DATADIR)/sockstat/sockstat-1.schema.json $(DESTDIR)$(BASHCOMPDIR)/sockstat \
	    $(DESTDIR)$(ZSHCOMPDIR)/_sockstat $(DESTDIR)$(FISHCOMPDIR)/sockstat.fish
	-rmdir $(DESTDIR)$(DATADIR)/sockstat 2> /dev/null

check-install: $(BUILD)/sockstat ## install below a scratch directory, look, uninstall, look
	tests/install.sh $(BUILD) "$(MAKE)"

dist: ## a source archive of HEAD
	@mkdir -p $(BUILD)
	git archive --prefix=sockstat-$(VERSION)/ -o $(BUILD)/sockstat-$(VERSION).tar.gz HEAD

distcheck: dist ## build, test and install from that archive
	rm -rf $(BUILD)/dist && mkdir -p $(BUILD)/dist
	tar -xzf $(BUILD)/sockstat-$(VERSION).tar.gz -C $(BUILD)/dist
	$(MAKE) -C $(BUILD)/dist/sockstat-$(VERSION) BUILD=build check check-install

clean: ## remove everything built
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
