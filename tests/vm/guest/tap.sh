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

# state BLOCK, zones BLOCK
state() {
	cat "$memory/memory$1/state"
}

zones() {
	cat "$memory/memory$1/valid_zones"
}

# states FIRST LAST: each state there is among these, once.
states() {
	local block
	for block in $(seq "$1" "$2"); do
		state "$block"
	done | sort -u | xargs
}

# reset_blocks: offline all that was hot-plugged, by sysfs alone: this must not
# lean on what is under test. From the top, as the kernel likes it.
reset_blocks() {
	local block
	for block in $(hotplug_blocks | sort -rn); do
		[ "$(state "$block")" = offline ] || echo offline >"$memory/memory$block/state" || return
	done
}
