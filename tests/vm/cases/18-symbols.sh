# SPDX-License-Identifier: GPL-2.0
# Each thing of the kernel's that the module looks up by its name is missing once: what
# needs it is off and says why, the rest works. Four kernels share them.
# machine: dimm
# module: no
# timeout: 120

file=$(modinfo -n memhp)

# without NAME: a module that looks for another name instead, which no kernel has. Fails if
# this kernel's module does not know it.
without() {
	local word="\\x00$1\\x00" other="\\x00${1%?}Q\\x00"
	case $1 in
	# Further down is the name by which the module links to it.
	generic_online_page) sed "0,/$word/s//$other/" ;;
	*) sed "s/$word/$other/g" ;;
	esac <"$file" >/tmp/without.ko && ! cmp -s "$file" /tmp/without.ko
}

# off: the features that are off, each with why
off() {
	memhpctl status -J | jq -r '.status.features[] | select(.available | not) | "\(.name): \(.reason)"'
}

# changes: online and offline as well as this module can
changes() {
	memhpctl list >/dev/null &&
		memhpctl -q online --zone=movable 56-57 && [ "$(states 56 57)" = online ] &&
		[ "$(zones_of 56 57)" = Movable ] &&
		memhpctl -q offline 56-57 && [ "$(states 56 57)" = offline ]
}

# refuses: it says that it cannot, and why, and nothing changes
refuses() {
	local status
	memhpctl online 56 >/tmp/said 2>&1
	status=$?
	cat /tmp/said
	[ $status -ne 0 ] && [ "$(grep -c . /tmp/said)" -eq 1 ] && grep -q "${1%?}Q" /tmp/said &&
		[ "$(state 56)" = offline ]
}

load_memhp
always=$(off)
unload_memhp
# Those that not all kernels have would be nobody's part.
some='^(folio|page)_lock_anon_vma_read|test_pages_in_a_zone$'
for name in $(grep -vE "$some" /guest/symbols | my_part) $(grep -E "$some" /guest/symbols); do
	without "$name" || { diag "$name: not on this kernel"; continue; }
	if [ "$name" = kallsyms_lookup_name ]; then
		check_exit "without $name it does not load" 1 insmod /tmp/without.ko
		check 'and says why' grep -q "memhp: no kprobe on" <(busybox dmesg | tail -n 5)
		continue
	fi
	check "without $name it loads" insmod /tmp/without.ko || continue
	now=$(off)
	diag "$(grep -vxF "$always" <<<"$now")"
	case $name in
	# One answer of many is not known then, and a switch that nobody uses is not seen.
	e820_table_firmware | kprobes_all_disarmed) ;;
	*) check "without $name something is off" test "$now" != "$always" ;;
	esac
	is "without $name: each has its reason" "$(grep -v ': .' <<<"$now")" ''
	if grep -q '^change: ' <<<"$now"; then
		check "without $name: no change, and why" refuses "$name"
	else
		check "without $name: blocks change" changes
	fi
	rmmod memhp || return
done
