# SPDX-License-Identifier: GPL-2.0
# What the command answers: exit codes, JSON, one line that helps.
# machine: dimm

# json DESC FILTER COMMAND...: the filter must be true of what is printed.
json() {
	local desc=$1 filter=$2
	shift 2
	"$@" >/tmp/out 2>/tmp/err
	if jq -e "$filter" /tmp/out >/dev/null; then
		ok "$desc"
	else
		not_ok "$desc" "$(cat /tmp/out /tmp/err)"
	fi
}

# says DESC STATUS PATTERN COMMAND...: one line on stderr, that status
says() {
	local desc=$1 wanted=$2 pattern=$3 status
	shift 3
	"$@" >/tmp/out 2>/tmp/err
	status=$?
	if [ $status -eq "$wanted" ] && [ "$(wc -l </tmp/err)" -eq 1 ] && grep -qE "$pattern" /tmp/err; then
		ok "$desc"
	else
		not_ok "$desc" "exit $status: $(cat /tmp/out /tmp/err)"
	fi
}

before=$(grep . "$memory"/memory*/state)

json 'list has each block once' "[.blocks[].block] == [$(blocks | paste -sd,)]" memhpctl list -J
json 'a boot block' '.blocks[0] | .block == 0 and .start == 0 and .size == 134217728 and
	.state == "online" and .node == 0 and .owner == "boot" and .early == true and
	.group == null and .hotpluggable == false' memhpctl list -J
json 'a DIMM block' '.blocks[] | select(.block == 56) | .state == "offline" and .zone == null and
	.node == 1 and .owner == "acpi" and .early == false and .start == 7516192768' memhpctl list -J
json 'show says where it could go' '.blocks[0] | .block == 42 and (.valid_zones | tostring | test("Movable"))' \
	memhpctl show -J 42
json 'status knows the module' '.status' memhpctl status -J
json 'a dry run plans' '.changes == [{"block": 42, "from": {"state": "offline", "zone": null},
	"to": {"state": "online", "zone": "Movable"}, "result": "planned", "errno": null,
	"reason": null, "detail": null, "ns": 0}]' memhpctl online -n -J --zone=movable 42
is 'and changes nothing' "$(state 42)" offline
json 'online' '.changes[0] | .result == "done" and .from == {"state": "offline", "zone": null} and
	.to == {"state": "online", "zone": "Movable"} and .errno == null and .ns > 0' \
	memhpctl online -J --zone=movable 42
json 'again' '.changes[0] | .result == "unchanged" and .from == .to' memhpctl online -J --zone=movable 42
check_exit 'already so is fine' 0 memhpctl online --zone=movable 42
json 'online elsewhere' '.changes[0] | .result == "failed" and .errno == "EEXIST" and .reason == "other-zone"' \
	memhpctl online -J --zone=kernel 42
says 'and says use shift' 1 'memory42.*shift' memhpctl online --zone=kernel 42
memhpctl -q offline 42
json 'shift of an offline block' '.changes[0] | .result == "failed" and .reason == "offline" and .errno == "EINVAL"' \
	memhpctl shift -J --zone=kernel 42
says 'and says use online' 1 'memory42.*online' memhpctl shift --zone=kernel 42

says 'an unknown block' 1 'memory999' memhpctl online 999
json 'an unknown block in JSON' '.changes[0] | .block == 999 and .result == "failed" and .reason == "no-such-block"' \
	memhpctl online -J 999
says 'a range with a hole' 1 'memory88' memhpctl online --zone=movable 56-103
says 'a block twice' 2 'memory42' memhpctl online 42 memory42
says 'a node that is not there' 1 'node7' memhpctl offline node7
says 'a zone that does not exist' 2 'zone' memhpctl online --zone=sunny 42
says 'a deadline of zero' 2 'timeout' memhpctl offline --timeout=0 42
says 'no blocks' 2 'block' memhpctl offline
says 'nonsense' 2 'fourty' memhpctl offline fourty
says 'boot memory that can never go' 1 'memory0.*(multi|more than one|cannot be moved|hole)' memhpctl offline memory0
# shellcheck disable=SC2046
says '10,000 unknown blocks' 1 'memory' memhpctl online $(seq 1000 10999)
# shellcheck disable=SC2046
check '10,000 words of the whole machine' memhpctl online -n $(hotplug_blocks)
check_exit 'an unknown command' 2 memhpctl onlnie 42
is 'nothing has changed' "$(grep . "$memory"/memory*/state)" "$before"

check_exit 'nobody may change' 3 nobody memhpctl online 42
check 'but anybody may list' nobody memhpctl list
check 'and ask for the status' nobody memhpctl status
if [ -e /proc/self/ns/user ]; then
	check_exit 'nor the root of a user namespace' 3 nobody -u memhpctl online 42
else
	skip 'nor the root of a user namespace' 'the kernel has no user namespaces'
fi
unload_memhp
check_exit 'no module to change' 4 memhpctl online 42
check 'lists without the module' memhpctl list
json 'and in JSON' "[.blocks[].block] == [$(blocks | paste -sd,)]" memhpctl list -J
check 'status without the module' memhpctl status
is 'nothing has changed' "$(grep . "$memory"/memory*/state)" "$before"
