#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# probe.sh OUT PROBES-DIR COMPILER-AND-FLAGS...
#
# Asks the target kernel's headers, by compiling, what this kernel has, and
# writes the answers to OUT. have_X.c: success means the newer way, and
# defines MEMHP_HAVE_X. must_compile*.c and must_fail*.c are controls: a wrong
# answer there means that no answer can be trusted, and stops the build.
set -eu

out=$1 dir=$2
shift 2

compiles() {
	"$@" -Werror=incompatible-pointer-types \
		-Werror=implicit-function-declaration \
		-Werror=int-conversion -fsyntax-only "$probe"
}

about() {
	sed -n '2s,^/\* *\(control[^:]*: *\)*\(.*\)\*/$,\2,p' "$probe"
}

for probe in "$dir"/must_compile*.c; do
	if ! log=$(compiles "$@" 2>&1); then
		printf '%s\n' "$log" >&2
		printf 'memhp: cannot build for this kernel: needed: %s\n' \
			"$(about)" >&2
		exit 1
	fi
done
for probe in "$dir"/must_fail*.c; do
	if compiles "$@" >/dev/null 2>&1; then
		printf 'memhp: %s compiled, but must not: %s\n' \
			"$probe" "$(about)" >&2
		exit 1
	fi
done

{
	echo "/* made by probe.sh, do not edit */"
	for probe in "$dir"/have_*.c; do
		name=$(basename "$probe" .c | tr '[:lower:]' '[:upper:]')
		if compiles "$@" >/dev/null 2>&1; then
			echo "#define MEMHP_$name 1"
		else
			echo "/* no MEMHP_$name */"
		fi
	done
} > "$out.tmp"

# Leave an unchanged file alone, so that nothing is rebuilt for it.
if cmp -s "$out.tmp" "$out"; then
	rm -f "$out.tmp"
else
	mv "$out.tmp" "$out"
fi
