# SPDX-License-Identifier: GPL-2.0
# Where the policy could go wrong: blocks that have no node yet, units without end,
# boot memory, what is left to an operator, a module that goes while it is at work.
# machine: policy
# timeout: 120

# fails DESC REGEX COMMAND...: with exit code 1, and says why
fails() {
	local desc=$1 why=$2 status
	shift 2
	"$@" 2>/tmp/err
	status=$?
	is "$desc: exit" $status 1
	check "$desc: says why" grep -qE "$why" /tmp/err || diag "$(cat /tmp/err)"
}

# now: in milliseconds
now() {
	echo $((${EPOCHREALTIME/./} / 1000))
}

# Blocks that came after the module and were never online.
plug late 256M 1
memhpctl -q group create --type=dynamic late
check 'they can be in a group' memhpctl group add late "$first-$last"
check 'added again, it is so already' memhpctl group add late "$first-$last"
is 'which has their node' "$(memhpctl group list -J | jq '.groups[] | select(.name == "late") | .node')" 1
fails 'a block of another node' 'node' memhpctl group add late 48
memhpctl -q group remove late "$first-$last"
fails 'boot memory in a dynamic group' 'memory40 is boot memory' memhpctl group add late 40
memhpctl -q group delete late
unplug late
check 'a unit without end is refused' bash -c '! memhpctl group create --type=dynamic --unit=1024T huge'

is 'a list tells of the machine and each node' "$(memhpctl list | grep -cE '^ *(all|[0-2]) +[0-9.]+[BKMGT] ')" 4
is 'without a rule no ratio is law' "$(memhpctl status -J | jq -c '[.. | objects | select(has("ratio_now")) | .ratio] | unique')" '[null]'
memhpctl -q policy set 'default offline'
fails 'what is left to an operator' 'policy' memhpctl online 52
is 'stays offline' "$(state 52)" offline
check 'until he names a zone' memhpctl online --zone=kernel 52
memhpctl -q offline 52
echo online >"$memory/memory52/state"
is 'a plain write is left to the kernel' "$(state 52)" online
memhpctl -q policy set enforce=on 'default offline'
echo offline >"$memory/memory52/state"
check 'but not if it is enforced' bash -c '! echo online >/sys/devices/system/memory/memory52/state'
is 'then it stays offline' "$(state 52)" offline

memhpctl -q policy set enforce=on 'default auto-movable ratio=10'
memhpctl -q online --zone=kernel 60-61
fails 'a shift past the ratio' 'policy' memhpctl shift --zone=movable 60-61
is 'leaves the blocks where they are' "$(states 60 61) $(zones_of 60 61)" "online Normal"
is 'boot memory is reckoned with once' "$(memhpctl explain -J 40 | jq '.explanations[0].policy | tostring | test("18446744")')" false
memhpctl -q policy set 'default kernel-default'
memhpctl -q offline 60-61

# It is at work on new memory, and somebody has the lock that it needs.
memhpctl -q policy set auto-online=on 'default movable'
memhpctl -q online --zone=movable 56-59
modprobe hold block=57
plug new 256M 1
echo offline >"$memory/memory57/state" 2>/dev/null &
waiting=$!
pause 0.3
begin=$(now)
busybox timeout -s KILL 20 rmmod memhp
took=$(($(now) - begin))
check "the module goes while another has the hotplug lock: $took ms" test ! -d /sys/module/memhp -a $took -lt 10000
kill -TERM $waiting
wait $waiting
rmmod hold
load_memhp
is 'all fits together' "$(inconsistent)" ''
