# SPDX-License-Identifier: GPL-2.0
#
# make			build module, library and command for the running kernel
# make module|lib|cli	build one of them
#   KVER=RELEASE	for another kernel; KDIR=FOLDER against its build folder
# make install		all of them; DESTDIR= and prefix= as usual
# make demo		see it work in a virtual machine
# make check		every test; check-debug: on a debug kernel; bench: figures;
#			check-boot: where boot memory goes, on more machines

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

install: all
	$(MAKE) -C module install
	$(MAKE) -C lib install
	$(MAKE) -C cli install
	$(MAKE) -C packaging install

demo:
	tests/demo

check:
	tests/check

check-debug:
	tests/vm/check-debug

check-boot:
	tests/vm/check-boot

bench:
	tests/bench/run

clean:
	$(MAKE) -C module clean
	$(MAKE) -C lib clean
	$(MAKE) -C cli clean
	if [ -e tests/unit/Makefile ]; then $(MAKE) -C tests/unit clean; fi

.PHONY: all module dkms lib cli install demo check check-debug check-boot bench clean
