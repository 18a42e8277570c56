# SPDX-License-Identifier: GPL-2.0
# A long change lets others have their turn, deadlines hold whatever the module's
# parameter is, and what is listed meanwhile is true.
# machine: dimm
# timeout: 300

# shellcheck source=../guest/pages.sh
. /guest/pages.sh
tracing=/sys/kernel/debug/tracing
run_ms=/sys/module/memhp/parameters/run_ms
echo 20 >$run_ms
# A job that takes long, as it has memory in use to move, and somebody who only
# looks for the lock now and then: he gets it while the job is at work.
memhpctl -q online --zone=movable 56-87
rm -f /tmp/ready
memory 1 1536 /tmp/ready &
holder=$!
while [ ! -e /tmp/ready ]; do pause 0.1; done
memhpctl -q offline 56-71 &
job=$!
pause 0.1
echo online_movable >"$memory/memory40/state"
check 'sysfs had its turn while the job was at work' kill -0 $job
wait $job
kill $holder
wait $holder
is 'the memory of the process is unharmed' $? 0
echo offline >"$memory/memory40/state"

# Looks at pages in use end in time, too, however many blocks would go together.
if [ -e $tracing/kprobe_events ]; then
	{
		echo 'p:unlocks unlock_device_hotplug'
		echo 'p:runs offline_pages count=%si:u64'
	} >$tracing/kprobe_events
	memhpctl -q online --zone=movable 56-87
	modprobe hold block=87
	occupied small 1 512
	echo 2 >$run_ms
	echo 1 >$tracing/events/kprobes/enable
	took memhpctl offline --atomic --timeout=20s 56-87
	echo 0 >$tracing/events/kprobes/enable
	is 'all or nothing: one cannot' "$status $(states 56 87)" '1 online'
	turns=$(grep -c 'memhp-.*unlocks:' $tracing/trace)
	check "others had their turn while it was looked for: $turns" test "$turns" -ge 3
	rmmod hold
	echo >$tracing/trace
	echo 1 >$tracing/events/kprobes/enable
	check 'all can go' memhpctl offline 56-87
	echo 0 >$tracing/events/kprobes/enable
	most=$(sed -n 's/.*runs: .*count=\([0-9]*\).*/\1/p' $tracing/trace | sort -n | tail -n 1)
	check "none looked at all before the first went: $((most / block_pages)) at most" \
		test "$most" -ge $block_pages -a "$most" -lt $((32 * block_pages))
	echo >$tracing/kprobe_events
	vacate $holder
	echo 20 >$run_ms
else
	skip 'looks at pages in use end in time' 'the kernel has no kprobe events'
fi

rm -f /tmp/enough
(while [ ! -e /tmp/enough ]; do
	memhpctl -q online --zone=movable 56-87
	memhpctl -q offline 56-87
done) >/dev/null 2>&1 &
# Of these blocks only some change, and none is ever online and in no zone.
bad=0 lists=0
while [ $lists -lt "$(part_of 80)" ]; do
	memhpctl list -a -r --noheadings -o BLOCK,STATE,ZONE >/tmp/list
	[ "$(wc -l </tmp/list)" -eq 80 ] || bad=$((bad + 1))
	! grep -qE '^[1-9][0-9]* online -' /tmp/list || bad=$((bad + 1))
	lists=$((lists + 1))
done
: >/tmp/enough
wait
is 'each list was true' $bad 0
memhpctl -q offline 56-87

for value in 0 4000000000; do
	echo $value >$run_ms
	memhpctl -q online --zone=movable 56-63
	modprobe hold block=58
	begin=${EPOCHREALTIME/./}
	memhpctl -q offline --timeout=1s 56-63 2>/dev/null
	ms=$(((${EPOCHREALTIME/./} - begin) / 1000))
	check "with run_ms=$value a deadline is one: $ms ms" test $ms -lt $((9000 * ${slow:-1}))
	rmmod hold
	memhpctl -q offline 56-63
	is 'all are offline' "$(states 56 63)" offline
done
