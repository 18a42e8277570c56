# SPDX-License-Identifier: GPL-2.0
# Booted without movable_node, the kernel has hotpluggable memory: who has it is told, and
# what can go becomes movable, as if it had been kept free.
# machine: boot-two
# timeout: 120

if ! memhpctl firmware -J | jq -e '[.ranges[].hotpluggable] | any' >/dev/null; then
	skip 'a node that is hotpluggable' 'the kernel takes no tables of the firmware from its loader'
	return 0
fi

# of NUMBER FILTER FILE
of() {
	jq -r "$3[] | select(.node == $1) | $2" "$4"
}

# wanted: hotpluggable blocks in kernel zones
wanted() {
	memhpctl list -J | jq -c '[.blocks[] | select(.hotpluggable and .state == "online" and .zone != "Movable") | .block]'
}

before=$(wanted)
check "some are to go: $before" test "$before" != '[]'
memhpctl firmware --audit -J >/tmp/audit
is 'node 0 is where the kernel belongs' "$(of 0 .cause .audit /tmp/audit)" fixed-memory
is 'node 1 has it for want of an option' "$(of 1 .cause .audit /tmp/audit)" no-movable-node
is 'all of it since the boot' "$(of 1 '.early == .hotpluggable and .kernel == .early' .audit /tmp/audit)" true
is 'every page of it is told' "$(of 1 '(.pages | add) == .kernel' .audit /tmp/audit)" true
check 'boot memory among them' test "$(of 1 '.pages.reserved + .pages.vmemmap' .audit /tmp/audit)" -gt $((32 << 20))
check 'as a table' bash -c 'memhpctl firmware --audit | grep -q no-movable-node'
is 'nobody sees pages' "$(nobody memhpctl firmware --audit -J 2>/dev/null | jq -c '[.audit[].pages] | unique')" '[null]'
check 'and is told so' bash -c 'nobody memhpctl firmware --audit 2>&1 >/dev/null | grep -q "not known"'

memhpctl balance --hotpluggable -n -J >/tmp/plan
is 'each of them is planned' "$(jq -c '[.changes[] | select(.result == "planned" and .to.zone == "Movable") | .block]' /tmp/plan)" "$before"
is 'and nothing done' "$(wanted)" "$before"
memhpctl balance --hotpluggable --timeout=5s -J >/tmp/changes 2>/tmp/errors
status=$?
is 'each of them is tried' "$(jq -c '[.changes[].block]' /tmp/changes)" "$before"
after=$(wanted)
is 'what failed is what is left' "$(jq -c '[.changes[] | select(.result == "failed") | .block]' /tmp/changes)" "$after"
is 'what is done is movable' "$(jq -c '[.changes[] | select(.result == "done") | .to.zone] | unique' /tmp/changes)" '["Movable"]'
is 'with a reason each' "$(jq -c '[.changes[] | select(.result == "failed" and .reason == null)]' /tmp/changes)" '[]'
is 'a line of which is told' "$(grep -c failed /tmp/errors)" "$(grep -c . /tmp/errors)"
is "in part: $after" "$status" "$([ "$after" = '[]' ] && echo 0 || echo 64)"
memhpctl firmware -J >/tmp/firmware
is 'the node could go, or not' "$(of 1 .unplug .nodes /tmp/firmware)" "$([ "$after" = '[]' ] && echo true || echo false)"
is 'zones and dump agree' "$(inconsistent)" ''

check 'node 0 has none to go' memhpctl balance --hotpluggable --node=0
is 'and JSON of that' "$(memhpctl balance --hotpluggable --node=0 -J 2>/dev/null | jq -c .)" '{"changes":[]}'
check_exit 'a node that is not there' 1 memhpctl balance --hotpluggable --node=7
check_exit 'one target at a time' 2 memhpctl balance --hotpluggable --movable=50%
check_exit 'nobody may' 3 nobody memhpctl balance --hotpluggable
check 'a plan by the table alone' bash -c 'rmmod memhp; memhpctl balance --hotpluggable -n >/dev/null'
load_memhp

# What comes by a rule
block=$(jq -r '[.changes[] | select(.result == "done") | .block][0]' /tmp/changes)
memhpctl -q offline "$block"
check 'a rule for what comes' memhpctl policy set 'rule hotpluggable movable' 'default kernel'
echo online >"$memory/memory$block/state"
is 'makes it movable' "$(zones "$block")" Movable
