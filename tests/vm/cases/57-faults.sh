# SPDX-License-Identifier: GPL-2.0
# Every allocation of a call fails in turn: in the caller's thread, where the module is
# loaded, too, and in the engine's.
# machine: dimm
# module: no
# timeout: 600
# expect-log: Call Trace

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
while read -r verdict desc; do
	case $verdict in
	ok) ok "$desc" ;;
	*) not_ok "${desc#ok }" ;;
	esac
done < <(faults "$(modinfo -n memhp)" 56 $blocks $start $step 2>&1 ||
	echo "not ok to the end: exit status $?")
is 'no probe is left' "$(</sys/kernel/debug/kprobes/list)" ''
check 'the module loads' load_memhp
is 'all fits together' "$(inconsistent)" ''
