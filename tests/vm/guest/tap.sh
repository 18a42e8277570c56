# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # kernel and machine come from the job
# What a case may use. Every assertion is one TAP point, written to the second
# serial port; "case", "kernel" and "machine" come from the runner.

# shellcheck source=/dev/null
. /guest/job
tap=/dev/ttyS1
points=/tmp/points

# diag TEXT: comment lines, so that nobody has to guess why a point failed.
diag() {
	[ -z "$*" ] || sed 's/^/#   /' <<<"$*" >"$tap"
}

point() {
	echo >>"$points"
	echo "$1 - $kernel/$machine/${case-boot}: $2" >"$tap"
}

# ok DESC
ok() {
	point ok "$1"
}

# not_ok DESC [DIAG]
not_ok() {
	point 'not ok' "$1"
	diag "${2-}"
	return 1
}

# skip DESC REASON
skip() {
	point ok "$1 # SKIP $2"
}

# check DESC COMMAND...: the command must succeed.
check() {
	local desc=$1 output status
	shift
	output=$("$@" 2>&1)
	status=$?
	if [ $status -eq 0 ]; then
		ok "$desc"
	else
		not_ok "$desc" "exit $status: $*"$'\n'"$output"
	fi
}

# check_exit DESC STATUS COMMAND...: the command must exit with that status.
check_exit() {
	local desc=$1 wanted=$2 output status
	shift 2
	output=$("$@" 2>&1)
	status=$?
	if [ $status -eq "$wanted" ]; then
		ok "$desc"
	else
		not_ok "$desc" "exit $status, not $wanted: $*"$'\n'"$output"
	fi
}

# is DESC GOT WANT
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "got:  $2"$'\n'"want: $3"
	fi
}

# load_memhp [PARAMETER=VALUE...]
load_memhp() {
	modprobe memhp "$@"
}

unload_memhp() {
	! [ -d /sys/module/memhp ] || rmmod memhp
}

memory=/sys/devices/system/memory

# blocks: the indexes of all blocks, ascending.
blocks() {
	local path
	for path in "$memory"/memory[0-9]*; do
		echo "${path##*/memory}"
	done | sort -n
}

# hotplug_blocks: those that were not there, or offline, when the guest started.
hotplug_blocks() {
	blocks | grep -vxFf /tmp/boot-blocks
}

# state BLOCK, zones BLOCK. Reading is done by the shell itself here: on an
# emulated machine every process counts.
state() {
	local line
	read -r line <"$memory/memory$1/state" && echo "$line"
}

zones() {
	local line
	read -r line <"$memory/memory$1/valid_zones" && echo "$line"
}

# distinct FILE FIRST LAST: what this file says for these blocks, each once.
distinct() {
	local block line
	local -A seen
	for ((block = $2; block <= $3; block++)); do
		read -r line <"$memory/memory$block/$1" && seen[$line]=yes
	done
	[ ${#seen[@]} -eq 0 ] || printf '%s\n' "${!seen[@]}" | sort | xargs
}

# states FIRST LAST, zones_of FIRST LAST
states() {
	distinct state "$@"
}

zones_of() {
	distinct valid_zones "$@"
}

# reset_blocks: offline all that was hot-plugged, by sysfs alone: this must not
# lean on what is under test. From the top, as the kernel likes it.
reset_blocks() {
	local block
	for block in $(hotplug_blocks | sort -rn); do
		[ "$(state "$block")" = offline ] || echo offline >"$memory/memory$block/state" || return
	done
}

# present NODE ZONE: its pages, as the kernel counts them
present() {
	awk -v n="$1," -v z="$2" '/^Node/ { hit = $2 == n && $4 == z } hit && $1 == "present" { print $2 }' /proc/zoneinfo
}

# inconsistent: what does not fit together, nothing if all does. No block is in
# between, the module's dump says what sysfs says, and the movable zones have
# the pages of the blocks in them. Not for blocks that hold their own memmap.
inconsistent() {
	local block now zone where zones node
	local -A pages
	while read -r block now zone node; do
		read -r where <"$memory/memory$block/state"
		read -r zones <"$memory/memory$block/valid_zones"
		case $where in
		online) [ "$zone" = "${zones/none/-}" ] || echo "memory$block: zone $zone, sysfs has $zones" ;;
		offline) ;;
		*) echo "memory$block is $where" ;;
		esac
		[ "$now" = "$where" ] || echo "memory$block: $now in the dump, $where in sysfs"
		[ "$zone" != Movable ] || pages[$node]=$((${pages[$node]-0} + 32768))
	done < <(memhpctl list -a -r --noheadings -o BLOCK,STATE,ZONE,NODE)
	for node in 0 1; do
		[ "$(present $node Movable)" = "${pages[$node]-0}" ] ||
			echo "node $node: Movable has $(present $node Movable) pages, its blocks ${pages[$node]-0}"
	done
}
