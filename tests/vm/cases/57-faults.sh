# SPDX-License-Identifier: GPL-2.0
# Every allocation of a call fails in turn: in the caller's thread, where the module is
# loaded, too, and in the engine's. Tracing that has no memory for a module's events warns
# of itself.
# machine: dimm
# module: no
# timeout: 600
# expect-log: Call Trace|WARNING: .* at kernel/trace/trace_events.c

if [ ! -w /proc/self/fail-nth ] || [ ! -d /sys/kernel/debug/failslab ]; then
	skip 'allocations fail in turn' 'the kernel has no fault injection; make check-debug has kernels that do'
	return 0
fi
# Loading the module takes hundreds, and its time: each kernel some of them.
step=$((parts == 1 ? 1 : 16))
start=$((1 + $(seed 5) % step))
# Under KASAN a second block in a kernel zone would hold the shadow of the next.
blocks=8
! grep -qw kasan_save_stack /proc/kallsyms || blocks=1
relay faults "$(modinfo -n memhp)" 56 "$blocks" "$start" "$step"
is 'no probe is left' "$(</sys/kernel/debug/kprobes/list)" ''
check 'the module loads' load_memhp
is 'all fits together' "$(inconsistent)" ''
