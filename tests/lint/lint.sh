# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the checks of this folder share. The tools come from one Debian release, in a root
# of their own, so that they say the same on every machine; they look at a copy there.

# shellcheck source=../vm/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../vm/lib.sh"
# shellcheck source=../files.sh
. "$top/tests/files.sh"

lint='trixie-lint'
source='linux-source-6.12'
linux=/var/cache/memhp-linux
n=0 failures=0

# clean DESC FINDINGS: fine if there are none
clean() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		failures=$((failures + 1))
		echo "not ok $n - $1"
		sed 's/^/#   /' <<<"$2"
	fi
}

# sees DESC PATTERN FINDINGS: of a fault put there on purpose. Who finds nothing in it
# does not look.
sees() {
	n=$((n + 1))
	if grep -qE -- "$2" <<<"$3"; then
		echo "ok $n - $1 is seen"
	else
		failures=$((failures + 1))
		echo "not ok $n - $1 is seen"
		sed 's/^/#   /' <<<"${3:-(nothing was said)}"
	fi
}

end() {
	echo "1..$n"
	exit $((failures > 0))
}

# skip REASON: of the whole check, which ends here
skip() {
	echo "ok 1 - looks # SKIP $1"
	echo 1..1
	exit 0
}

# tools PACKAGE...: what the check runs, from the root; and in $tree what it looks at
tools() {
	local why
	[ "$(id -u)" -eq 0 ] || skip 'needs root: it mounts and chroots'
	why=$("$vm/root" $lint "$@" 2>&1 >/dev/null) || skip "no tools: $(tail -n 1 <<<"$why")"
	mkdir -p "$work"
	tree=$(mktemp -d "$work/lint.XXXXXX")
	trap 'rm -rf "$tree"' EXIT
	(cd "$top" && files . | rsync -a --files-from=- ./ "$tree/")
}

# in_tree COMMAND...: in the root, with the copy as the current folder
in_tree() {
	"$vm/in-root" $lint sh -c 'cd "$0" && exec "$@"' "$tree" "$@"
}

# linux_scripts: checkpatch and coccinelle's rules, out of the kernel's sources
get_scripts() {
	[ ! -e "$cache/roots/$lint$linux/made" ] || return 0
	"$vm/in-root" $lint sh -c 'mkdir -p "$1" && cd "$1" &&
		tar --strip-components=1 --wildcards -xf "/usr/src/$2.tar.xz" "$2/scripts/checkpatch.pl" \
			"$2/scripts/spelling.txt" "$2/scripts/const_structs.checkpatch" \
			"$2/scripts/coccinelle" && touch made' sh "$linux" "$source"
}

linux_scripts() {
	locked lint get_scripts || die "cannot unpack $source"
}

# module_tools PACKAGE...: to build modules for a stock kernel, and one with a fault
module_tools() {
	tools make gcc libc6-dev linux-headers-amd64 "$@"
	mkdir "$tree/fault"
	echo 'obj-m := fault.o' >"$tree/fault/Kbuild"
	cat >"$tree/fault/fault.c" <<-'END'
		#include <linux/module.h>
		#include <linux/slab.h>
		int fault(int __user *at);
		int fault(int __user *at)
		{
			char *p = kmalloc(8, GFP_KERNEL);

			*p = *at;
			kfree(p);
			return *p;
		}
		MODULE_LICENSE("GPL");
	END
}

# look_at_modules CHECKER FOLDER: what it says of each file there, by the kernel's own rules
look_at_modules() {
	in_tree sh -c 'kdir=$(echo /lib/modules/*/build)
		make -s -j"$3" -C "$kdir" "M=$0/$2" "memhp=$0/module" C=2 "CHECK=$1" KBUILD_MODPOST_WARN=1 modules
	' "$tree" "$@" "$(nproc)" 2>&1
}
