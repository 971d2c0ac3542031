# A thin front for Meson. Every target sets up what it needs, then asks Meson; the build itself is
# described in meson.build. HACKING.md tells more.
#
#   make              build/testr
#   make demo         see it work, in a minute
#   make check        all tests
#   make check-asan   tests of the program under AddressSanitizer and UndefinedBehaviorSanitizer, but
#                     those that compare it with other programs, which take most of their time
#   make check-clang  the build with clang
#   make lint         format, static analysis, scripts, manual pages, layers
#   make cov          test coverage
#   make bench        speed, beside Python's testr
#   make soak         a million simulated runs, a hundred thousand wild streams
#   make torture      a hundred times kill -9, full disks, several runs at once
#   make install      to $(DESTDIR)$(PREFIX)
#   make clean        remove all that was built

PREFIX ?= /usr/local
DESTDIR ?=
# Given to each `meson setup`, for example -Dwerror=true.
MESON_OPTIONS ?=
# Given to each `meson test`, for example --suite=unit.
TEST_OPTIONS ?=

MESON_TEST = meson test --print-errorlogs $(TEST_OPTIONS)

.PHONY: all check check-asan check-clang demo lint cov bench soak torture install clean

all: build/build.ninja
	ninja -C build

check:
	tools/setup test
	$(MAKE) --no-print-directory all
	$(MESON_TEST) -C build

check-asan:
	tools/setup test
	$(MAKE) --no-print-directory build-asan/build.ninja
	ninja -C build-asan
	tools/sanitized $(MESON_TEST) --no-suite tools --no-suite compat -C build-asan

check-clang:
	tools/setup lint
	$(MAKE) --no-print-directory build-clang/build.ninja
	ninja -C build-clang

demo:
	tools/setup demo
	$(MAKE) --no-print-directory all
	examples/clash/demo build/testr

lint:
	tools/setup lint
	$(MAKE) --no-print-directory all
	tools/lint

cov:
	tools/setup lint
	$(MAKE) --no-print-directory build-cov/build.ninja
	ninja -C build-cov
	meson test -C build-cov $(TEST_OPTIONS)
	gcovr --root . --filter src/ build-cov

bench:
	tools/setup test
	$(MAKE) --no-print-directory all
	bench/run build

soak: all
	build/testr-sim --seeds 1-1000000
	build/tests/fuzz/agreement 1-100000
	tests/fuzz/agreement/agreement-run build/testr build/tests/fuzz/agreement 1-400

torture: all
	tests/torture/torture --rounds 100 build kill-run
	tests/torture/torture --rounds 100 build kill-load
	tests/torture/torture --rounds 100 build kill-instances
	tests/torture/torture --rounds 20 build full-disk
	tests/torture/torture --rounds 20 build crowd

install: all
	meson configure build -Dprefix=$(abspath $(PREFIX))
	DESTDIR=$(abspath $(DESTDIR)) meson install -C build

clean:
	rm -rf build build-asan build-clang build-cov

build/build.ninja:
	tools/setup build
	meson setup build $(MESON_OPTIONS)

build-asan/build.ninja:
	meson setup build-asan $(MESON_OPTIONS) -Db_sanitize=address,undefined -Db_lundef=false

build-clang/build.ninja:
	CC=clang meson setup build-clang $(MESON_OPTIONS)

build-cov/build.ninja:
	meson setup build-cov $(MESON_OPTIONS) -Db_coverage=true
