# SPDX-License-Identifier: GPL-2.0
# Tracepoints as trace-cmd reads them, what is counted, and a log that stays silent.
# machine: policy
# timeout: 90

trace=/tmp/trace.dat
# With KASAN each block goes alone.
run=4
[ "$kernel" != debug ] || run=1

report() {
	cat /tmp/report
}

log_length() {
	busybox dmesg | wc -l
}

is 'there are tracepoints' "$(trace-cmd list -e memhp: | sort | xargs)" \
	'memhp:memhp_call memhp:memhp_event memhp:memhp_result memhp:memhp_step'
log=$(log_length)
memhpctl -q policy set 'default movable'
trace-cmd record -q -o $trace -e memhp \
	bash -c 'memhpctl -q online --zone=auto 48-51; memhpctl -q shift --zone=kernel 48
		memhpctl -q offline 48-51; memhpctl -q shift --zone=kernel 49' >/tmp/said 2>&1
trace-cmd report -i $trace >/tmp/report 2>/dev/null
is 'an event, in words' "$(report | grep -o "event=online block=48 count=$run pages=$((run * 32768)) " | head -n 1)" \
	"event=online block=48 count=$run pages=$((run * 32768)) "
is 'who asked' "$(report | grep -c 'event=going-offline block=48 .* comm=memhpctl ')" 2
is 'a decision' "$(report | grep -c "event=decision block=48 count=$run .*rule=0")" 1
is 'a call of the kernel' "$(report | grep "memhp_call: *online block=48 count=$run ret=0" | head -n 1 | grep -c .)" 1
is 'a step of the engine' "$(report | grep -c 'memhp_step: *op=1 block=48 looked=[0-9]* finished=[1-4] waited_ns=[0-9]* held_ns=[1-9]')" 1
is 'what became of each block' "$(report | grep -c 'memhp_result: *op=2 block=[0-9]* outcome=1 ')" 4
is 'and what failed' "$(report | grep -c 'memhp_result: *op=3 block=49 outcome=3 reason=2 error=22 ')" 1
is 'no address of the kernel' "$(report | grep -cE 'ffff[0-9a-f]{8}')" 0
is 'nothing of ours was logged' "$(busybox dmesg | tail -n +"$((log + 1))" | grep -i memhp)" ''

is 'blocks by what became of them' "$(memhpctl -J status --stats |
	jq -c '.stats.changes | [.online.done, .shift.done, .shift.failed, .offline.done]')" '[4,1,1,4]'
is 'why they failed' "$(memhpctl -J status --stats | jq -c .stats.failures)" '{"offline":1}'
is 'a time for each that was changed' "$(memhpctl -J status --stats |
	jq -c '[.stats.changes[] | [.histogram[].count] | add // 0]')" '[4,4,1]'
is 'the sum lies where the buckets are' "$(memhpctl -J status --stats |
	jq '[.stats.changes[] | .ns <= ([.histogram[] | .below_ns * .count] | add // 0)] | all')" true
is 'people see the same' "$(memhpctl status --stats | awk '/^(online|offline|shift) / { print $1, $2, $4 }' | xargs)" \
	'online 4 0 offline 4 0 shift 1 1'
check_exit 'two at once' 2 memhpctl status --stats --check
unload_memhp
check_exit 'without the module' 4 memhpctl status --stats
