# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2034 # names are for the scripts that read this
# What the scripts of this folder share: where things are, and the two tables.

# Where debootstrap and modprobe are is not in everybody's PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
vm=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$vm/../.." && pwd)
cache=${MEMHP_CACHE:-${XDG_CACHE_HOME:-~/.cache}/memhp}
mkdir -p "$cache" && cache=$(cd "$cache" && pwd -P)

# Roots and kernels serve every clone; what is built from a clone is its own.
work=$cache/trees/$(cksum <<<"$top" | cut -d' ' -f1)

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# need_root: roots are entered by chroot, which takes a real root.
need_root() {
	[ "$(id -u)" -eq 0 ] || die "run this as root: it mounts and chroots"
}

# locked NAME COMMAND...: one at a time among everybody who uses this cache.
locked() {
	local lock=$cache/$1.lock
	shift
	mkdir -p "${lock%/*}"
	(
		flock 9 && "$@" 9>&-
	) 9>"$lock"
}

# kernel_line NAME: sets root, pattern and packages from the table of kernels.
kernel_line() {
	local name
	while read -r name root pattern packages; do
		[ "$name" = "$1" ] && return
	done < <(grep -v '^#' "$vm/kernels")
	die "no kernel '$1' in tests/vm/kernels; there are: $(kernel_names | xargs)"
}

# kernel_names: those that come as packages; one built here is asked for by name.
kernel_names() {
	awk '!/^#/ && NF && $4 != "built" { print $1 }' "$vm/kernels"
}

# place_of NAME: which it is of those that come as packages, or of those that do not; from 0
place_of() {
	awk -v name="$1" '!/^#/ && NF {
		place[$1] = count[$4 == "built"]++
	} END { print place[name] }' "$vm/kernels"
}

# case_header CASE KEY: the value of a "# key: value" line.
case_header() {
	sed -n "s/^# $2: *//p" "$vm/cases/$1.sh" | head -n 1
}

# case_names: all of them. Those without a number run only when asked for.
case_names() {
	local file
	for file in "$vm"/cases/*.sh; do
		basename "$file" .sh
	done
}

# belongs CASE MACHINE: does its header name the machine among its own?
belongs() {
	case " $(case_header "$1" machine) " in
	*" $2 "*) true ;;
	*) false ;;
	esac
}

# machines_of CASE...: every machine that these ask for, a line each.
machines_of() {
	local case
	for case; do
		case_header "$case" machine | tr ' ' '\n'
	done | sort -u
}

# copy_sources FOLDER: all that a build of the module takes. What a build makes
# is left alone on both sides: this tree's objects are of no use there, and
# those there make the next build a short one.
copy_sources() {
	mkdir -p "$1"
	rsync -a --delete --exclude='*.o' --exclude='*.o.d' --exclude='*.ko' \
		--exclude='*.mod' --exclude='*.mod.c' --exclude='.*.cmd' --exclude='facts.h*' \
		--exclude='*.gcno' --exclude=modules.order --exclude=Module.symvers \
		--include='/module/***' --include='/uapi/***' --include=/dkms.conf \
		--include=/Makefile --include=/LICENSE --exclude='*' "$top/" "$1/"
}
