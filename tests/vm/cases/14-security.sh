# SPDX-License-Identifier: GPL-2.0
# Each way in that must not do: nothing changes, nothing is told that is nobody's business,
# no address of the kernel gets out.
# machine: dimm
# timeout: 90

# world: what nobody may change
world() {
	grep . "$memory"/memory*/state "$memory"/memory*/valid_zones
	memhpctl policy show
	memhpctl group list
	grep ' System RAM' /proc/iomem
}

settled() {
	[ "$(states 56 87)" = offline ]
}

world >/tmp/before
# Short runs: that a process is killed is to come between two of them.
echo 1 >/sys/module/memhp/parameters/run_ms
relay waysin 4242 56 87
is 'all fits together after a process was killed' "$(inconsistent)" ''
check 'what was allowed can be undone' memhpctl -q offline 56-87
check 'all is offline' soon settled
world >/tmp/now
check 'nothing has changed' cmp /tmp/before /tmp/now || diag "$(diff /tmp/before /tmp/now)"
is 'the device is for reading, and for root' "$(busybox stat -c '%a %u %g' /dev/memhp)" '644 0 0'
is 'what waits for the policy is for root alone' "$(busybox stat -c %a /sys/class/misc/memhp/settled)" 400
is 'parameters are for root to write' "$(busybox stat -c %a /sys/module/memhp/parameters/* | sort -u)" 644

# What comes out in words, where the kernel itself would hide nothing.
echo 0 >/proc/sys/kernel/kptr_restrict
tracing=/sys/kernel/debug/tracing
echo 1 >$tracing/events/memhp/enable
memhpctl monitor -J >/tmp/events 2>&1 &
monitor_pid=$!
pause 0.5
modprobe refuse going_offline=16 block=57
{
	for verb in list show explain status policy group map firmware bootplan metrics; do
		case $verb in
		list) set -- -a ;;
		show | explain) set -- 0 40-44 56 ;;
		policy) set -- show ;;
		group) set -- list ;;
		*) set -- ;;
		esac
		memhpctl $verb "$@"
		memhpctl -v $verb -J "$@"
	done
	memhpctl -v status --stats
	memhpctl -v -J online --zone=movable 56-60
	memhpctl -v offline 0 32
	memhpctl -v offline 56-60
	memhpctl -v probe 0x100000000 --size=128M
	memhpctl -v explain 57
} >/tmp/said 2>&1
kill $monitor_pid
wait $monitor_pid
echo 0 >$tracing/events/memhp/enable
cat $tracing/trace >/tmp/traced
echo >$tracing/trace
busybox dmesg | grep -i memhp >/tmp/logged
cat /sys/class/misc/memhp/* /sys/module/memhp/parameters/* >/tmp/shown 2>/dev/null
check 'there was something to see' test -s /tmp/said -a -s /tmp/traced -a -s /tmp/events
for file in said traced events logged shown; do
	# As an address, or hashed by the kernel
	is "no address of the kernel: $file" \
		"$(grep -nE '\b(0x)?f{4}[0-9a-f]{12}\b|\b[0-9a-f]{16}\b' /tmp/$file | grep -vE '\b(0x)?f{16}\b' | head -n 5)" ''
done
is 'no file of ours in debugfs' "$(find /sys/kernel/debug -name '*memhp*' ! -path '*/tracing/*' ! -path '*/kprobes/*' ! -path '*/gcov/*')" ''
check 'the one that refused was named' grep -q 'refuse' /tmp/said
rmmod refuse
check 'all can go' memhpctl -q offline 56-60
