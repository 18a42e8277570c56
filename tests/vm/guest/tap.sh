# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154 # kernel and machine come from the job
# What a case may use. Every assertion is one TAP point, written to the second
# serial port; "case", "kernel" and "machine" come from the runner.

# shellcheck source=/dev/null
. /guest/job
tap=/dev/ttyS1
points=/tmp/points

# part_of COUNT: of a long random test each kernel does its part, from a seed of its own.
# "tests/vm/run -w": each does all.
part_of() {
	echo $((($1 + parts - 1) / parts))
}

# my_part: of lines, those that are this kernel's to do: between them, those of a whole check,
# or debug and lockdep, do all
my_part() {
	awk -v shares="$shares" -v part="$part" 'NR % shares == part'
}

# seed NUMBER: the same at each run, another for each kernel
seed() {
	local release
	read -r release </proc/sys/kernel/osrelease
	echo $((($1 * 1000 + 10#${release//[^0-9]/}) % 32749))
}

# diag TEXT: comment lines, so that nobody has to guess why a point failed.
diag() {
	[ -z "$*" ] || printf '#   %s\n' "${*//$'\n'/$'\n#   '}" >"$tap"
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

# relay COMMAND...: the points that a program prints, a line each: "ok DESC", "not ok DESC" or
# "skip DESC: REASON"; all else is told as it is. One that did not get to its end is a point,
# and so is one that had none.
relay() {
	local verdict desc count=0
	while read -r verdict desc; do
		case $verdict in
		ok | not | skip) count=$((count + 1)) ;;&
		ok) ok "$desc" ;;
		not) not_ok "${desc#ok }" ;;
		skip) skip "${desc%%: *}" "${desc#*: }" ;;
		'#') diag "$desc" ;;
		*) diag "$verdict $desc" ;;
		esac
	done < <("$@" 2>&1 || printf '\nnot ok %s to its end: exit status %s\n' "$1" $?)
	[ $count -gt 0 ] || not_ok "$1 has something to say"
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
	local path all=()
	for path in "$memory"/memory[0-9]*; do
		all[${path##*/memory}]=
	done
	printf '%s\n' "${!all[@]}"
}

# hotplug_blocks: those that were not there, or offline, when the guest started.
hotplug_blocks() {
	local path block all=()
	for path in "$memory"/memory[0-9]*; do
		all[${path##*/memory}]=
	done
	while read -r block; do
		unset "all[$block]"
	done </tmp/boot-blocks
	[ ${#all[@]} -eq 0 ] || printf '%s\n' "${!all[@]}"
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
	case ${#seen[@]} in
	0) ;;
	1) echo "${!seen[@]}" ;;
	*) printf '%s\n' "${!seen[@]}" | sort | xargs ;;
	esac
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
	local all at now
	mapfile -t all < <(hotplug_blocks)
	for ((at = ${#all[@]} - 1; at >= 0; at--)); do
		read -r now <"$memory/memory${all[at]}/state"
		[ "$now" = offline ] || echo offline >"$memory/memory${all[at]}/state" || return
	done
}

# The third serial port leads to QEMU's monitor, as QMP: a line of JSON each way.
# The runner holds it open and exports the descriptor, so that nothing is echoed
# and nothing said in between is lost.
: "${monitor=}"

# open_monitor: whatever went back and forth before the port was raw, from the
# answer to this on all is in order.
open_monitor() {
	busybox stty -F /dev/ttyS2 raw -echo 115200 || return
	exec {monitor}<>/dev/ttyS2
	export monitor
	printf '\xff\n{"execute": "qmp_capabilities", "id": "start"}\n' >&"$monitor"
	answer_to start >/dev/null
}

# answer_to ID: what the monitor says to that. Events and leftovers are skipped. In a
# shell of its own: one reads ahead of itself on a tty, and would take what is left
# of an event for the beginning of the next file.
answer_to() (
	while read -r -t 20 -u "$monitor" line; do
		[[ $line == *"\"id\": \"$1\""* ]] || continue
		line=${line#*'"return": "'}
		line=${line%'", "id"'*}
		printf '%b' "${line//'\r'/}"
		[[ $line != Error* && $line != *'"error": '* ]]
		exit
	done
	echo "the monitor says nothing"
	exit 1
)

# qemu COMMAND...: of the monitor that people use; prints what it says, and fails
# if that is an error. Neither quotes nor backslashes in it.
qemu() {
	local id=$EPOCHREALTIME
	printf '{"execute": "human-monitor-command", "arguments": {"command-line": "%s"}, "id": "%s"}\n' \
		"$*" "$id" >&"$monitor"
	answer_to "$id"
}

# pause SECONDS: sleep, without a process for it
pause() {
	read -r -t "$1" <>/tmp/quiet || true
}

# soon COMMAND...: wait until it succeeds, 20 seconds at most.
soon() {
	local end=$((SECONDS + 60 * ${slow:-1}))
	until "$@"; do
		[ $SECONDS -lt $end ] || return
		pause 0.01
	done
}

gone() {
	[ ! -e "$memory/memory$1" ]
}

# plug NAME SIZE NODE [ADDRESS]: a DIMM. Sets first and last to its blocks.
plug() {
	local at
	at=$(qemu "object_add memory-backend-ram,id=m-$1,size=$2,reserve=off" &&
		qemu "device_add pc-dimm,id=$1,memdev=m-$1,node=$3${4:+,addr=$4}" &&
		qemu "qom-get $1 addr" && qemu "qom-get $1 size") || { echo "$at"; return 1; }
	mapfile -t at <<<"$at"
	first=$((at[0] >> 27)) last=$((first + (at[1] >> 27) - 1))
	echo "$first $last" >"/tmp/plugged/$1"
	soon test -e "$memory/memory$last"
}

# unplug NAME: its blocks have to be offline. QEMU lets go of the memory when the
# guest has let go of the device.
unplug() {
	local first last
	read -r first last <"/tmp/plugged/$1" && qemu "device_del $1" && soon gone "$last" &&
		soon qemu "object_del m-$1" >/dev/null && rm "/tmp/plugged/$1"
}

# unplug_all: what a case has left behind
unplug_all() {
	local path
	for path in /tmp/plugged/*; do
		[ ! -e "$path" ] || unplug "${path##*/}" || return
	done
}

# virtio_mem_size DEVICE SIZE: what the host wants it to have, as 512M
virtio_mem_size() {
	qemu "qom-set $1 requested-size $2"
}

# virtio_mem_now DEVICE: the bytes that the guest has plugged
virtio_mem_now() {
	qemu "qom-get $1 size"
}

# present NODE ZONE: its pages, as the kernel counts them
present() {
	awk -v n="$1," -v z="$2" '/^Node/ { hit = $2 == n && $4 == z } hit && $1 == "present" { print $2 }' /proc/zoneinfo
}

# inconsistent: what does not fit together, nothing if all does. No block is in
# between, the module's dump says what sysfs says, and the movable zones have
# the pages of the blocks in them. Not for blocks that hold their own memmap.
inconsistent() {
	local block now zone where zones node there
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
	while read -r node there; do
		[ "$there" = "${pages[$node]-0}" ] ||
			echo "node $node: Movable has $there pages, its blocks ${pages[$node]-0}"
		unset "pages[$node]"
	done < <(awk '/^Node/ { node = $2 + 0; hit = $4 == "Movable" } hit && $1 == "present" { print node, $2 }' /proc/zoneinfo)
	[ ${#pages[@]} -eq 0 ] || echo "nodes ${!pages[*]} have blocks, but no zone Movable"
}
