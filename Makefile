# SPDX-License-Identifier: GPL-2.0
#
# make			build module, library and command for the running kernel
# make module|lib|cli	build one of them
#   KVER=RELEASE	for another kernel; KDIR=FOLDER against its build folder
# make install		all of them; DESTDIR= and prefix= as usual
# make install-user	library and command, without the module
# make install-dkms	the module's sources, where DKMS finds them
# make dist|deb|rpm	a tarball, Debian packages, RPMs, in packaging/.build
# make demo		see it work in a virtual machine
# make check		every test; check-debug: on a debug kernel; bench: figures;
#			check-boot: where boot memory goes, on more machines
#			fuzz: bytes at random into all that reads some
# make coverage		lines of the module that the guest tests reach
# make soak		random operation on all kernels for long; STEPS= SEED=
# make lint		checkpatch, sparse, coccinelle, clang-tidy and more

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
prefix ?= /usr/local
export KVER KDIR prefix DESTDIR

all: module cli

module:
	$(MAKE) -C module

# What modules that provide memory are built against is kept by newer ones.
dkms: module
	cp module/Module.symvers .

lib:
	$(MAKE) -C lib

cli: lib
	$(MAKE) -C cli

install: all install-user
	$(MAKE) -C module install

install-user: cli
	$(MAKE) -C lib install
	$(MAKE) -C cli install
	$(MAKE) -C packaging install

version := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
dkms_tree := /usr/src/memhp-$(version)

# Without what a build made: that is of one kernel.
install-dkms:
	install -d $(DESTDIR)$(dkms_tree)
	find module uapi -type f ! -name facts.h ! -name '*.mod.c' \
		\( -name '*.[ch]' -o -name '*.sh' -o -name Kbuild -o -name Makefile \) \
		-exec cp --parents --preserve=mode -t $(DESTDIR)$(dkms_tree) {} +
	install -m 644 Makefile dkms.conf LICENSE $(DESTDIR)$(dkms_tree)/

packages := packaging/.build
tarball := $(packages)/memhp-$(version).tar.xz

dist:
	packaging/dist $(packages)

deb: dist
	packaging/deb $(tarball) $(packages)/deb

rpm: dist
	packaging/rpm $(tarball) $(packages)/rpm

demo:
	tests/demo

check:
	tests/check

check-debug:
	tests/vm/check-debug

coverage:
	tests/vm/coverage

check-boot:
	tests/vm/check-boot

fuzz:
	tests/fuzz/run

soak:
	STEPS='$(STEPS)' SEED='$(SEED)' tests/vm/soak

lint:
	tests/lint/run

bench:
	tests/bench/run

clean:
	$(MAKE) -C module clean
	$(MAKE) -C lib clean
	$(MAKE) -C cli clean
	if [ -e tests/unit/Makefile ]; then $(MAKE) -C tests/unit clean; fi
	if [ -e tests/fuzz/Makefile ]; then $(MAKE) -C tests/fuzz clean; fi

.PHONY: all module dkms lib cli install install-user install-dkms dist deb rpm demo
.PHONY: check check-debug check-boot coverage fuzz soak lint bench clean
