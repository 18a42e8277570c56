# SPDX-License-Identifier: GPL-2.0
# A program that is asked before blocks go offline: it lets them go, or objects; if it
# hangs or dies, nobody waits longer than it was allowed.
# machine: policy
# timeout: 120

log=/tmp/agent-log

# start OPTION...: the example of the library
start() {
	agent "$@" >$log 2>&1 &
	agent=$!
	soon grep -q ^ready $log
}

stop() {
	kill -CONT $agent 2>/dev/null
	kill -KILL $agent
	wait $agent 2>/dev/null
}

# milliseconds COMMAND...: how long it takes
milliseconds() {
	local begin=${EPOCHREALTIME/./}
	"$@" >/dev/null 2>&1
	echo $(((${EPOCHREALTIME/./} - begin) / 1000))
}

within() {
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

offline_by_sysfs() {
	echo offline >"$memory/memory$1/state"
}

stats() {
	memhpctl -J status --stats | jq -c '.stats.agents | [.asked, .objected, .late]'
}

memhpctl -q online --zone=movable 48-51
start -k 50-50
is 'nobody was asked yet' "$(stats)" '[0,0,0]'
check 'a block goes' memhpctl offline 48
is 'the agent was asked, and let it go' "$(grep -A 1 going-offline $log | sed 's/^[0-9]* //' | xargs)" \
	'going-offline memory48+1 let go'
check 'by sysfs too' offline_by_sysfs 49
is 'it was asked' "$(grep -c '^let go' $log)" 2

is 'it keeps a block' "$(memhpctl -J offline 50 | jq -r '.changes[] | "\(.result) \(.errno) \(.reason)"')" 'failed EBUSY agent'
is 'the error names it' "$(memhpctl offline 50 2>&1 | grep -o "agent (pid $agent) objected")" "agent (pid $agent) objected"
is 'the block is where it was' "$(state 50) $(zones 50)" 'online Movable'
check 'and not for others' eval '! offline_by_sysfs 50 2>/tmp/said && grep -q busy /tmp/said'
is 'show has it' "$(memhpctl show 50 | grep -c 'objected')" 1
check_exit 'nor for a shift' 1 memhpctl shift --zone=kernel 50
is 'of two runs one goes' "$(memhpctl -J offline 50-51 | jq -r '[.changes[] | .result] | join(" ")')" 'failed done'
is 'all that was counted' "$(stats)" "[$(grep -c 'going-offline' $log),$(grep -c '^kept' $log),0]"
stop
check 'with it its objection is gone' memhpctl offline 50

# It hangs.
memhpctl -q online --zone=movable 48-51
start -d 3
kill -STOP $agent
took=$(milliseconds memhpctl offline --timeout=60s 48)
check "it hangs: three seconds are waited for, and no more ($took ms)" within "$took" 3000 $((3000 + 2500 * slow))
is 'then the block goes' "$(state 48)" offline
took=$(milliseconds memhpctl offline 49)
check "it is not waited for again ($took ms)" within "$took" 0 $((2000 * slow))
is 'it was late once' "$(stats | jq '.[2]')" 1
kill -CONT $agent
soon grep -q 'too late' $log
check 'it hears that it was too late' grep -q 'nobody waits for this answer' $log
memhpctl -q offline 50
is 'after an answer it is asked again' "$(grep -A 1 'going-offline memory50' $log | tail -n 1)" 'let go'

kill -STOP $agent
took=$(milliseconds timeout -s INT 1 memhpctl offline 51)
check "Ctrl-C ends the waiting ($took ms)" within "$took" 1000 $((2900 * slow))
is 'the block stays' "$(state 51)" online
took=$(milliseconds memhpctl offline --timeout=1s 51)
check "a deadline, too ($took ms)" within "$took" 1000 $((2900 * slow))
is 'which is the reason' "$(memhpctl -J offline --timeout=1s 51 | jq -r '.changes[].reason')" deadline
memhpctl offline 51 >/dev/null 2>&1 &
job=$!
pause 0.5
stop
begin=${EPOCHREALTIME/./}
wait $job
took=$(((${EPOCHREALTIME/./} - begin) / 1000))
check "it dies: nobody waits for the dead ($took ms)" within "$took" 0 $((1500 * slow))
is 'the block goes' "$(state 51)" offline

# Two, one of which hangs, and one that objects: no need to wait.
memhpctl -q online --zone=movable 48
start -d 9
kill -STOP $agent
hanging=$agent
start -d 9 -k 48-48
took=$(milliseconds memhpctl offline 48)
check "an objection is enough ($took ms)" within "$took" 0 $((3000 * slow))
stop
agent=$hanging
stop
check 'both are gone' memhpctl offline 48

check_exit 'no longer than ten seconds' 1 agent -d 11
check_exit 'nobody is not asked' 1 nobody agent
start
check_exit 'an agent keeps the module' 1 rmmod memhp
stop
