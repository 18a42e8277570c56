# SPDX-License-Identifier: GPL-2.0
# Where memory is added, removed, staged, populated and depopulated, a signal comes at any
# moment, and every allocation fails in turn. The kernel warns of itself where it cannot add
# pages.
# machine: unknown
# timeout: 300
# expect-log: Call Trace|WARNING: .* add_pages\+

relay physsignals 64 8
if [ -w /proc/self/fail-nth ] && [ -d /sys/kernel/debug/failslab ]; then
	# To add a block takes hundreds, and its time: each kernel some of them.
	step=$((parts == 1 ? 1 : 8))
	check 'without the list of the firmware' modprobe nomap
	relay physfaults 64 1 71 $((1 + $(seed 59) % step)) $step
	rmmod nomap
else
	skip 'allocations fail in turn' 'the kernel has no fault injection; make check-debug has kernels that do'
fi
is 'all of it has gone' "$(hotplug_blocks)" ''
is 'all fits together' "$(inconsistent)" ''
