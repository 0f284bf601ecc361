# SPDX-License-Identifier: MIT
#
# make help lists the targets. All files are built below $(BUILD). Use another BUILD for another
# configuration: `make BUILD=build/asan SAN=address,undefined check`.

VERSION := 0.1.0

BUILD      ?= build
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
DATADIR    ?= $(PREFIX)/share
MANDIR     ?= $(DATADIR)/man
# CROSS_COMPILE=aarch64-linux-gnu- sets those of the next three that are not set by name.
CROSS_COMPILE ?=
ifneq ($(CROSS_COMPILE),)
CC := $(if $(filter default,$(origin CC)),$(CROSS_COMPILE)gcc,$(CC))
AR := $(if $(filter default,$(origin AR)),$(CROSS_COMPILE)ar,$(AR))
endif
PKG_CONFIG ?= $(CROSS_COMPILE)pkg-config
SAN        ?=
STATIC     ?=
# The Python of the distribution has the JSON Schema validator; another one in PATH may not have it.
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
# Sanitizers need files and system calls that the sandbox forbids, at the latest at exit.
HARDENING         := -DWITHOUT_SANDBOX -fsanitize=$(SAN) -fno-sanitize-recover=all \
                     -fno-omit-frame-pointer
HARDENING_LDFLAGS := -fsanitize=$(SAN)
endif

MNL_CFLAGS    = $(shell $(PKG_CONFIG) --cflags libmnl)
MNL_LIBS      = $(shell $(PKG_CONFIG) --libs libmnl || echo -lmnl)
CMOCKA_CFLAGS = $(shell $(PKG_CONFIG) --cflags cmocka)
CMOCKA_LIBS   = $(shell $(PKG_CONFIG) --libs cmocka || echo -lcmocka)

# STATIC=1: a program that needs no file at run time. It is loaded at random addresses where the
# compiler can do that: Debian's musl-gcc would silently link such a program with the shared libc.
ifneq ($(STATIC),)
ifneq ($(SAN),)
$(error STATIC=$(STATIC) and SAN=$(SAN) exclude each other: sanitizers need shared libraries)
endif
link_static = echo '$(2) int main(void) { return 0; }' | $(CC) $(CFLAGS) -fPIE $(1) $(LDFLAGS) \
    -o "$$out" -x c - -x none $(3) 2> /dev/null
STATIC_FLAG := $(shell out=$$(mktemp); $(call link_static,-static-pie) && \
    ! LC_ALL=C readelf -lW "$$out" | grep -q INTERP && echo -static-pie || \
    { $(call link_static,-static -no-pie) && echo -static -no-pie; }; rm -f "$$out")
ifeq ($(STATIC_FLAG),)
$(error STATIC=$(STATIC): $(CC) cannot link libc statically (libc.a))
endif
HARDENING_LDFLAGS := $(patsubst -pie,$(STATIC_FLAG),$(HARDENING_LDFLAGS))
USE_MNL := extern int mnl_socket_close(void *); void *use = mnl_socket_close;
ifneq ($(shell out=/dev/null; \
    $(call link_static,$(STATIC_FLAG),$(USE_MNL),$(MNL_LIBS)) || echo no),)
$(error STATIC=$(STATIC): no static libmnl (libmnl.a: in libmnl-dev from Debian 13 on, in \
    libmnl-static of Alpine; or build libmnl with --enable-static and set PKG_CONFIG_PATH))
endif
endif

# The BPF passes need clang, bpftool from Linux 5.14 on, and the headers of libbpf 0.5 or later.
# BPF=yes: an error without them; BPF=: build without the passes; default: do so and say it.
CLANG      ?= clang
BPFTOOL    ?= bpftool
BPF_CFLAGS  = -target bpf -O2 -g -Wall -Wextra -Isrc \
              -idirafter /usr/include/$(shell $(CC) -print-multiarch 2> /dev/null)
BPF_PROBES  = echo | $(CLANG) -target bpf -c -o /dev/null -x c - 2> /dev/null || echo $(CLANG); \
              $(BPFTOOL) gen help 2>&1 | grep -q use-loader || echo $(BPFTOOL); \
              printf '\43include <%s>\n' errno.h bpf/skel_internal.h | \
                  $(CC) $(CPPFLAGS) -E -o /dev/null - 2> /dev/null || echo libbpf
BPF        ?= auto
ifneq ($(BPF),)
BPF_LACKS  := $(strip $(shell $(BPF_PROBES)))
endif
ifneq ($(BPF_LACKS),)
ifneq ($(BPF),auto)
$(error BPF=$(BPF): missing or too old: $(BPF_LACKS) (sh tests/deps.sh build))
endif
override BPF :=
endif
ifneq ($(BPF),)
BPF_CPPFLAGS = -DHAVE_BPF -isystem $(BUILD)/bpf
endif

# The user's flags come last. Inode numbers and times have 64 bits, also on 32-bit machines.
ALL_CPPFLAGS = -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -DVERSION='"$(VERSION)"' \
               -Isrc $(MNL_CFLAGS) $(BPF_CPPFLAGS) $(CPPFLAGS)
ALL_CFLAGS   = -std=gnu17 -O2 -g -pthread $(WARNINGS) $(HARDENING) $(CFLAGS)
ALL_LDFLAGS  = -pthread $(HARDENING_LDFLAGS) $(LDFLAGS)

SOURCES  := $(filter-out src/main.c %.bpf.c,$(wildcard src/*.c src/*/*.c))
SCHEMAS  := $(BUILD)/show/schema.o $(BUILD)/show/difference_schema.o \
            $(BUILD)/show/event_schema.o
OBJECTS  := $(SOURCES:src/%.c=$(BUILD)/%.o) $(SCHEMAS)
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
FACTORY  := $(wildcard tests/integration/helpers/factory.c tests/integration/helpers/steps*.c)
BENCHES  := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
HELPERS  := $(addprefix $(BUILD)/tests/,factory refuse storage swallow netns_list intruder.so \
              standin.so)
FUZZERS  := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
REPLAY   ?= tests/fuzz/replay.c
SCRIPTS  := $(wildcard .ci/run packaging/*.sh tests/*.sh tests/*/*.sh tests/*/cases/*.sh \
            tests/integration/run contrib/fleet/sockstat-collect contrib/fleet/sockstat-push \
            contrib/metrics/sockstat-metrics)
C_FILES  := $(wildcard src/*.[ch] src/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch])

# One short line for each step, or the commands themselves: make V=1.
ifneq ($(V),1)
.SILENT:
endif
MAKEFLAGS += --no-print-directory
SHORT_FLAGS = $(filter-out --%,$(firstword $(MAKEFLAGS)))
say = $(if $(filter 1,$(V))$(findstring s,$(SHORT_FLAGS)),,@printf '  %-5s %s\n' $(1) $(2))

.DELETE_ON_ERROR:
# All targets that make help lists.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.* \#\# .*/\1/p' $(firstword $(MAKEFILE_LIST)))

all: $(BUILD)/sockstat ## build the program (the default)

$(BUILD)/sockstat: $(BUILD)/main.o $(BUILD)/libsockstat.a
	$(call say,LINK,$@)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(MNL_LIBS)
	$(if $(BPF_LACKS),@echo 'Without BPF passes: missing or too old: $(BPF_LACKS)' \
	    '(sh tests/deps.sh build, or make BPF= for no BPF)')

$(BUILD)/libsockstat.a: $(OBJECTS)
	$(call say,AR,$@)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: src/%.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The JSON Schemas are part of the program, so that --schema needs no file.
# $(1): the header that declares the text $(2).
define write_schema
	@mkdir -p $(@D)
	{ echo '#include "$(1)"'; echo 'const char $(2)[] ='; \
	  sed 's/[\\"]/\\&/g; s/.*/    "&\\n"/' $<; echo '    ;'; } > $@
endef

$(BUILD)/show/schema.c: src/show/schema.json
	$(call say,GEN,$@)
	$(call write_schema,show/show.h,show_schema)

$(BUILD)/show/difference_schema.c: src/show/difference.json
	$(call say,GEN,$@)
	$(call write_schema,show/baseline.h,show_difference_schema)

$(BUILD)/show/event_schema.c: src/show/event.json
	$(call say,GEN,$@)
	$(call write_schema,show/event.h,show_event_schema)

$(SCHEMAS): %.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Light skeletons: loading one needs no library and takes a millisecond.
vpath %.bpf.c src/collect src/join
$(BUILD)/bpf/iterators.skel.h: src/collect/iterator_message.h src/collect/inet_sock.bpf.h
$(BUILD)/bpf/netns_ring.skel.h: src/collect/netns_ring_record.h
$(BUILD)/bpf/owner.skel.h: src/join/owner_record.h
$(BUILD)/bpf/trace.skel.h: src/collect/trace_message.h src/collect/task.bpf.h \
    src/collect/inet_sock.bpf.h
$(BUILD)/bpf/release.skel.h: src/collect/release_message.h src/collect/task.bpf.h
$(BUILD)/bpf/%.skel.h: %.bpf.c $(BUILD)/flags
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(CLANG) $(BPF_CFLAGS) -c -o $(BUILD)/bpf/$*.o $<
	$(BPFTOOL) gen skeleton -L $(BUILD)/bpf/$*.o name $*_bpf > $@

ifneq ($(BPF),)
$(BUILD)/collect/iterators.o: $(BUILD)/bpf/iterators.skel.h
$(BUILD)/collect/netns_ring.o: $(BUILD)/bpf/netns_ring.skel.h
$(BUILD)/collect/release.o: $(BUILD)/bpf/release.skel.h
$(BUILD)/collect/trace.o: $(BUILD)/bpf/trace.skel.h
$(BUILD)/join/owner_bpf.o: $(BUILD)/bpf/owner.skel.h
endif

# Objects are rebuilt when the flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(subst ','\'',$(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS))' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
FORCE:

-include $(wildcard $(BUILD)/*.d $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

## Tests

tests: $(BUILD)/sockstat $(UNITS) $(FUZZERS) $(HELPERS) $(BENCHES) $(BUILD)/tests/replay
tests: ## build the tests

helpers: $(HELPERS) ## build what integration tests run beside the program

check: $(addprefix check-,layers unit fuzz integration completions docs) ## run all tests

check-unit: $(UNITS) ## unit tests (cmocka)
	tests/unit/run.sh $(UNITS)

check-fuzz: $(FUZZERS) ## replay the fuzz corpora
	tests/fuzz/replay.sh $(FUZZERS)

# FUZZ="dump escape": only these targets; FUZZ_SECONDS=0: add findings to the corpora.
fuzz: ## fuzz each target for FUZZ_SECONDS=60 seconds (clang, libFuzzer)
	tests/fuzz/run.sh $(BUILD)/fuzz $(FUZZ_SECONDS) "$(MAKE)" $(FUZZ)

check-naive: ## test the Python programs that tests compare with
	PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/integration/helpers/naive_test.py
	PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/rig/ss_info_test.py
	PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/compat/compare_schemas_test.py

check-integration: check-naive $(BUILD)/sockstat $(HELPERS) ## real sockets in network namespaces
	PYTHON=$(PYTHON) SAN=$(SAN) tests/integration/run --build $(BUILD)

tutorial: $(BUILD)/sockstat $(HELPERS) ## run sockstat-tutorial(7), write its outputs into the page
	TUTORIAL=--update PYTHON=$(PYTHON) SAN=$(SAN) tests/integration/run --build $(BUILD) tutorial

check-completions: $(BUILD)/sockstat ## completion tests in bash, zsh and fish
	tests/completions/run.sh $(BUILD)

check-layers: ## check includes between layers
	tests/layers.sh

check-docs: $(BUILD)/sockstat ## compare man page, schema and --help with the tables
	tests/docs.sh $(BUILD)

check-cost: $(BUILD)/tests/replay ## instructions per socket, compared with budgets (valgrind)
	CC='$(CC)' tests/cost/run.sh $< tests/data/tcp-10000.dump.gz tests/cost/budgets
	CC='$(CC)' tests/cost/run.sh $< tests/data/tcp-10000.dump.gz tests/cost/budgets-info --info
	CC='$(CC)' tests/cost/run.sh $< --unix tests/cost/budgets-unix

# BENCH="--sizes 10000 --cases tan": see tests/bench/README.md
bench: $(BUILD)/sockstat $(BENCHES) ## measure time, also of ss, netstat, lsof and lower bounds
	install -d $(BUILD)/bench && install -m 755 $(BUILD)/sockstat $(BUILD)/bench/sockstat
	tests/bench/run --tools $(BUILD)/bench $(BENCH)

check-asan: ## unit, fuzz and integration tests under ASan and UBSan
	$(MAKE) BUILD=$(BUILD)/asan SAN=address,undefined check-unit check-fuzz \
	    check-integration

$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/libsockstat.a
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(CMOCKA_CFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< \
	    $(BUILD)/libsockstat.a $(CMOCKA_LIBS) $(MNL_LIBS)

$(BUILD)/tests/fuzz/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(BUILD)/libsockstat.a
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< $(REPLAY) \
	    $(BUILD)/libsockstat.a $(MNL_LIBS)

$(BUILD)/tests/factory: $(FACTORY) $(wildcard tests/integration/helpers/*.h) $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(FACTORY)

$(BUILD)/tests/refuse $(BUILD)/tests/storage $(BUILD)/tests/swallow: \
    $(BUILD)/tests/%: tests/integration/helpers/%.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

$(BUILD)/tests/netns_list: tests/integration/helpers/netns_list.c $(BUILD)/libsockstat.a
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< \
	    $(BUILD)/libsockstat.a $(MNL_LIBS)

$(BUILD)/tests/%.so: tests/integration/helpers/%.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -fPIC -shared $(LDFLAGS) -o $@ $< -ldl

$(BUILD)/tests/oom.so: tests/rig/oom.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -fPIC -fno-builtin -shared -o $@ $<

$(BUILD)/rig/%: tests/rig/%.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

$(BUILD)/tests/replay: tests/cost/replay.c $(BUILD)/libsockstat.a
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -o $@ $< \
	    $(BUILD)/libsockstat.a $(MNL_LIBS)

ifneq ($(BPF),)
$(BUILD)/bench/floor: $(BUILD)/bpf/owner.skel.h
endif

$(BUILD)/bench/%: tests/bench/%.c src/join/owner_record.h $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

## Long tests: tests/rig/README.md

# small: for every change; full: for hours (make soak).
RIG ?= small
ifeq ($(RIG),full)
CHURN_DUMPS   ?= 1000
HOSTILE_EVERY ?= 1
PRELOAD_EVERY ?= 1
ROUNDS        ?= 100
MUTATE        ?= --all
RIG_FUZZ      ?= 600
RIG_SEED      ?= 0
else
CHURN_DUMPS   ?= 100
HOSTILE_EVERY ?= 4
PRELOAD_EVERY ?= 8
ROUNDS        ?= 8
RIG_FUZZ      ?= 3
RIG_SEED      ?= 1
endif

rig: ## faults, hostile names, churn, mutants, some fuzzing; RIG=small|full
	$(MAKE) check-hostile check-ss check-inject check-oom check-churn check-preloads \
	    check-mutate
	FUZZ_SEED=$(RIG_SEED) $(MAKE) fuzz FUZZ_SECONDS=$(RIG_FUZZ)

soak: ## full-length rig, busy machine, other libraries, architectures, kernels (hours)
	$(MAKE) rig RIG=full
	$(MAKE) check-fleet RIG=full
	$(MAKE) check-follow check-busy check-musl check-headers check-arch check-kernels \
	    check-packages

# BUSY_RUNS: number of runs.
BUSY_RUNS ?= 3

check-busy: tests ## all tests on a busy machine: load 12, a million descriptors
	tests/rig/busy.sh "$(MAKE)" $(BUSY_RUNS)

check-hostile: $(BUILD)/sockstat $(HELPERS) ## hostile names in every place, random sockets
	PYTHON=$(PYTHON) SAN=$(SAN) HOSTILE_EVERY=$(HOSTILE_EVERY) tests/integration/run \
	    --build $(BUILD) hostile-arguments hostile-formats hostile-characters hostile-host
	for seed in $$(seq $(ROUNDS)); do SEED=$$seed SOCKETS=400 PYTHON=$(PYTHON) \
	    tests/integration/run --build $(BUILD) sources-differ || exit 1; done

check-ss: $(BUILD)/sockstat ## sockets of all kinds, compared with ss (root)
	$(PYTHON) tests/rig/compare_ss.py $(BUILD)

check-containers: $(BUILD)/sockstat $(BUILD)/tests/factory ## sockets of Docker containers (root)
	$(PYTHON) tests/rig/containers.py $(BUILD)

check-metrics: $(BUILD)/sockstat $(BUILD)/tests/factory ## metrics in a real Prometheus (root)
	$(PYTHON) tests/rig/metrics.py $(BUILD)

check-inject: $(BUILD)/sockstat $(BUILD)/tests/factory ## system calls fail in turn (strace)
	$(PYTHON) tests/rig/judge_test.py
	$(PYTHON) tests/rig/inject --build $(BUILD) --size $(RIG)

check-oom: $(BUILD)/sockstat $(BUILD)/tests/factory $(BUILD)/tests/oom.so ## allocations fail
	$(PYTHON) tests/rig/judge_test.py
	$(PYTHON) tests/rig/oom --build $(BUILD) --size $(RIG)

check-churn: $(BUILD)/sockstat $(BUILD)/rig/churn ## count sockets missed while others come and go
	$(PYTHON) tests/rig/churn.py $(BUILD) $(CHURN_DUMPS)

# FOLLOW_SECONDS, FOLLOW_RATE: how long, and connections a second.
FOLLOW_SECONDS ?= 3600
FOLLOW_RATE    ?= 5000

# 200 hosts; with RIG=full 5,800 sockets each: 5 minutes.
check-fleet: $(BUILD)/sockstat ## contrib/fleet in DuckDB and ClickHouse (npm, node)
	$(PYTHON) tests/rig/fleet.py $(BUILD)/sockstat $(BUILD)/fleet 200 \
	    $(if $(filter full,$(RIG)),5800,120) || [ $$? -eq 77 ]

check-follow: $(BUILD)/sockstat $(BUILD)/rig/follow_load ## --follow beside many connections
	$(PYTHON) tests/rig/follow_soak.py $(BUILD) $(FOLLOW_SECONDS) $(FOLLOW_RATE)

check-follow-others: $(BUILD)/sockstat $(BUILD)/rig/follow_load ## --follow, ss, conntrack, tcplife
	$(PYTHON) tests/rig/follow_compare.py $(BUILD)

check-preloads: $(BUILD)/sockstat $(HELPERS) ## integration tests under fakeroot and jemalloc
	PYTHON=$(PYTHON) tests/rig/preloads.sh $(BUILD) $(PRELOAD_EVERY)

check-mutate: ## mutation tests of decoders and filters
	nice -n 10 tests/rig/mutate $(MUTATE)

check-musl: ## build with musl, and the tests that depend on libc (deps.sh build test rig)
	tests/musl/run.sh $(BUILD)/musl "$(MAKE)"

# HEADERS=DIR: with these headers of a kernel (make headers_install), which are then the only ones.
check-headers: ## build with the oldest kernel headers that apt has, and some tests
	tests/headers.sh $(BUILD)/headers "$(MAKE)" $(HEADERS)

check-builds: ## BPF=yes, STATIC=1 and CROSS_COMPILE: errors, static programs in empty roots
	tests/rig/builds.sh $(BUILD)/builds "$(MAKE)"

# SUITES: of Debian. CASES: the integration cases that debian/tests runs.
check-packages: ## build packages, lint and install them in clean root directories (root)
	tests/rig/packages.sh $(BUILD)/packages "$(MAKE)" $(SUITES)

check-arch: check-i386 check-s390x check-arm64 ## the tests on other architectures (deps.sh arch)

check-i386 check-s390x check-arm64: check-%: $(BUILD)/tests/replay
	tests/rig/arch.sh $* $(BUILD) "$(MAKE)"

# The cases that depend on the kernel most. Others are too slow there or expect a newer kernel.
KERNELS     ?= 6.1 6.12
KERNEL_TESTS = raw exact owners owner-threads privileges privileges-bpf sandbox \
               sources-agree timers unix packet netlink mptcp mptcp-subflows sctp

check-kernels: $(BUILD)/sockstat $(HELPERS) ## all sockets, owners, sandbox on other kernels
	for version in $(KERNELS); do \
	    tests/rig/kernel.sh $(BUILD) $$version --ss $(KERNEL_TESTS) || exit 1; done

## Lint, format, coverage

lint: ## warnings, format, static analysis, shell, man page, house rules
	@tests/lint.sh $(BUILD)/lint "$(C_FILES)" "$(SCRIPTS)"

format: ## format the C files
	@clang-format -i $(C_FILES)

# The limits apply to unit tests and replays, which are the same on every machine. gcov writes its
# counts when a program exits, which the sandbox forbids.
COVERAGE = BUILD=$(BUILD)/coverage CFLAGS='--coverage -O0 -DWITHOUT_SANDBOX'

check-coverage: ## coverage of parsers: all lines, 95 % of branches (gcov)
	find $(BUILD)/coverage -name '*.gcda' -delete 2> /dev/null || true
	$(MAKE) -s $(COVERAGE) check-unit check-fuzz > /dev/null
	$(PYTHON) tests/coverage.py $(BUILD)/coverage tests/coverage.held

coverage: check-coverage ## check-coverage, then coverage with integration tests, all files
	-$(MAKE) -s $(COVERAGE) check-integration
	$(PYTHON) tests/coverage.py $(BUILD)/coverage tests/coverage.held

deps: ## install packages to build, test and lint (with sudo if not root)
	sh tests/deps.sh build test rig lint kernel

## Installation

install: $(BUILD)/sockstat ## install below $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(BINDIR) $(addprefix $(DESTDIR)$(MANDIR)/man,1 5 7) \
	    $(DESTDIR)$(DATADIR)/sockstat $(DESTDIR)$(BASHCOMPDIR) $(DESTDIR)$(ZSHCOMPDIR) \
	    $(DESTDIR)$(FISHCOMPDIR)
	install -m 755 $(BUILD)/sockstat $(DESTDIR)$(BINDIR)/sockstat
	sed 's|/usr/local/share|$(DATADIR)|' man/sockstat.1 > $(DESTDIR)$(MANDIR)/man1/sockstat.1
	chmod 644 $(DESTDIR)$(MANDIR)/man1/sockstat.1
	install -m 644 man/*.5 $(DESTDIR)$(MANDIR)/man5
	install -m 644 man/*.7 $(DESTDIR)$(MANDIR)/man7
	install -m 644 src/show/schema.json $(DESTDIR)$(DATADIR)/sockstat/sockstat-1.schema.json
	install -m 644 src/show/difference.json \
	    $(DESTDIR)$(DATADIR)/sockstat/sockstat-difference-1.schema.json
	install -m 644 completions/sockstat.bash $(DESTDIR)$(BASHCOMPDIR)/sockstat
	install -m 644 completions/_sockstat $(DESTDIR)$(ZSHCOMPDIR)/_sockstat
	install -m 644 completions/sockstat.fish $(DESTDIR)$(FISHCOMPDIR)/sockstat.fish

uninstall: ## remove the installed files
	rm -f $(DESTDIR)$(BINDIR)/sockstat $(DESTDIR)$(MANDIR)/man1/sockstat.1 \
	    $(patsubst man/%,$(DESTDIR)$(MANDIR)/man5/%,$(wildcard man/*.5)) \
	    $(patsubst man/%,$(DESTDIR)$(MANDIR)/man7/%,$(wildcard man/*.7)) \
	    $(DESTDIR)$(DATADIR)/sockstat/sockstat-1.schema.json \
	    $(DESTDIR)$(DATADIR)/sockstat/sockstat-difference-1.schema.json \
	    $(DESTDIR)$(BASHCOMPDIR)/sockstat $(DESTDIR)$(ZSHCOMPDIR)/_sockstat \
	    $(DESTDIR)$(FISHCOMPDIR)/sockstat.fish
	-rmdir $(DESTDIR)$(DATADIR)/sockstat 2> /dev/null

check-install: $(BUILD)/sockstat ## test install and uninstall in a scratch directory
	tests/install.sh $(BUILD) "$(MAKE)"

dist: ## make a source archive of HEAD, with the same bytes at every place and time
	packaging/dist.sh $(VERSION) $(BUILD)

# DISTCHECK: the targets that are made in the unpacked archive.
DISTCHECK ?= check-unit check-docs check-install

distcheck: ## make the archive three times, compare; build and test the unpacked one
	tests/dist.sh $(BUILD)/dist $(VERSION) "$(MAKE)" $(DISTCHECK)

deb: dist ## Debian package of HEAD, in build/deb: packaging/README.md
	packaging/deb.sh $(VERSION) $(BUILD)

rpm: dist ## RPM package of HEAD, in build/rpm
	packaging/rpm.sh $(VERSION) $(BUILD) $(RPMBUILD_FLAGS)

clean: ## remove all build output
	rm -rf $(BUILD)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
