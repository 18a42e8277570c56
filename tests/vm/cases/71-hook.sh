# SPDX-License-Identifier: GPL-2.0
# Whoever takes memory online: it goes where the rules say. Without rules, and
# without the module, it goes where the kernel has it.
# machine: policy
# module: no
# timeout: 120

probes=/sys/kernel/debug/kprobes/list

# zone_by WORD BLOCK: by sysfs; prints the zone, or what the kernel says instead
zone_by() {
	if { echo "$1" >"$memory/memory$2/state"; } 2>/tmp/said; then
		zones "$2"
	else
		grep -o '[^:]*$' /tmp/said
	fi
}

online() {
	[ "$(state "$1")" = online ]
}

# away BLOCK...: offline, by sysfs
away() {
	local block
	for block; do
		[ "$(state "$block")" = offline ] || echo offline >"$memory/memory$block/state"
	done
}

# defaults: where the kernel puts a block with no movable ones around, and one
# between two of them
defaults() {
	local alone between
	alone=$(zone_by online 48)
	zone_by online_movable 60 >/dev/null
	zone_by online_movable 62 >/dev/null
	between=$(zone_by online 61)
	away 48 62 61 60
	echo "$alone $between"
}

# by_everyone DESC WANTED RULE...: block 48 by sysfs, 49 by the command, a DIMM by
# the kernel itself; 50 as the kernel would have it
by_everyone() {
	local desc=$1 wanted=$2
	shift 2
	check "$desc: set" memhpctl -q policy set "$@"
	is "$desc: by sysfs" "$(zone_by online 48)" "$wanted"
	check "$desc: by the command" memhpctl online --zone=auto 49
	is "$desc: there too" "$(zones 49)" "$wanted"
	echo online >"$memory/auto_online_blocks"
	plug k 256M 0
	soon online "$last"
	is "$desc: by the kernel itself" "$(states "$first" "$last") $(zones_of "$first" "$last")" "online $wanted"
	echo offline >"$memory/auto_online_blocks"
	away "$last" "$first" 49 48
	unplug k
}

before=$(defaults)
is 'the kernel alone' "$before" 'Normal Movable'
is 'no probe yet' "$(<$probes)" ''
load_memhp
is 'with the module, no rules' "$(defaults)" "$before"
is 'by the command' "$(memhpctl -q online --zone=auto 48 && zones 48)" Normal
away 48

by_everyone 'movable' Movable 'default movable'
by_everyone 'kernel' Normal 'default kernel'
by_everyone 'within the ratio' Movable 'default auto-movable ratio=301'
by_everyone 'past the ratio' Normal 'default auto-movable ratio=1'
by_everyone 'kernel-default' Normal 'default kernel-default'

memhpctl -q policy set 'default movable'
is 'who names a zone gets it' "$(zone_by online_kernel 48)" Normal
check 'keep is what the kernel has' memhpctl online --zone=keep 50
is 'which the rule does not touch' "$(zones 50)" Normal
away 50 48
memhpctl -q policy set 'default kernel'
is 'movable, too' "$(zone_by online_movable 48)" Movable
away 48

# What rules look at
check 'rules' memhpctl -q policy set 'rule owner=virtio_mem kernel' 'rule node=0 size>=1G kernel' \
	'rule owner=acpi node=0 movable' 'rule group=mine movable' 'rule node=1 size<1G movable' \
	'rule node=1 kernel' 'rule group=static size=512M movable' 'default kernel'
is 'owner and node' "$(zone_by online 48)" Movable
is 'size: none of the two' "$(zone_by online 52)" Normal
is 'group and size' "$(zone_by online 60)" Movable
memhpctl -q group create --type=static mine
memhpctl -q group add mine 53-54
is 'the name of a group' "$(zone_by online 53)" Movable
is 'not of the next block' "$(zone_by online 55)" Normal
plug a 1G 0
is 'a large one' "$(zone_by online "$first")" Normal
away "$first" 48 52 53 55 60
unplug a
plug b 256M 1
is 'a small one' "$(zone_by online "$first")" Movable
away "$first"
unplug b

# Nobody is held back as long as nobody asked for it.
memhpctl -q policy set 'default auto-movable ratio=1'
is 'past the ratio, when asked for by name' "$(zone_by online_movable 48)" Movable
away 48
check 'enforce' memhpctl -q policy set enforce=on 'default auto-movable ratio=1'
is 'is refused then' "$(zone_by online_movable 48)" ' Operation not permitted'
is 'the block is offline' "$(state 48)" offline
is 'no zone has any of it' "$(inconsistent)" ''
is 'nor the Movable one' "$(present 0 Movable)" 0
memhpctl policy show >/tmp/show
check 'it says which request' grep -q 'memory48' /tmp/show || diag "$(</tmp/show)"
check 'and by how much' grep -qE 'too much' /tmp/show || diag "$(</tmp/show)"
check 'the log has it as well' grep -q 'memory48' <(busybox dmesg | grep memhp:)
is 'in JSON' "$(memhpctl policy show -J | jq -c '.policy.refused | [.count, .last.block, .last.asked, .last.policy.rule.number]')" '[1,48,"movable",1]'
is 'the command is refused, too' "$(memhpctl online -J --zone=movable 48 2>/dev/null |
	jq -r '.changes[0] | .result, .errno, .reason, .to.state' | xargs)" 'failed EPERM policy offline'
is 'in a run' "$(memhpctl online -J --zone=movable 48-51 2>/dev/null |
	jq -r '[.changes[] | .result + .reason] | unique | join(" ")')" failedpolicy
is 'all are offline' "$(states 48 51)" offline
is 'kernel memory is fine' "$(zone_by online_kernel 48)" Normal
is 'so is a plain online' "$(zone_by online 49)" Normal
check_exit 'a shift is refused' 1 memhpctl shift --zone=movable 48
is 'it is where it was' "$(state 48) $(zones 48)" 'online Normal'
away 49 48
memhpctl -q policy set enforce=on 'default kernel'
is 'a rule kernel: movable is refused' "$(zone_by online_movable 48)" ' Operation not permitted'
memhpctl -q policy set enforce=on 'default movable'
is 'a rule movable: kernel is refused' "$(zone_by online_kernel 48)" ' Operation not permitted'
is 'what the rule says is not' "$(zone_by online 48)" Movable
away 48
# A process may lie where the engine's thread lay that took the block offline.
past=0
for ((i = 0; i < 12; i++)); do
	memhpctl -q online 48
	memhpctl -q offline 48
	for ((j = 0; j < 4; j++)); do
		! (echo online_kernel >"$memory/memory48/state") 2>/dev/null || past=$((past + 1))
	done
	[ "$(state 48)" = offline ] || away 48
done
is 'nobody takes the place of a thread that has ended' $past 0
memhpctl -q policy set enforce=on 'default offline'
is 'a rule offline: a plain online is refused' "$(zone_by online 48)" ' Operation not permitted'
is 'an operator names the zone' "$(zone_by online_movable 48)" Movable
away 48
is 'all fits together' "$(inconsistent)" ''
memhpctl -q policy set 'default movable'
is 'not enforced any more' "$(zone_by online_kernel 48)" Normal
away 48

unload_memhp
is 'no probe is left' "$(<$probes)" ''
is 'the kernel alone again' "$(defaults)" "$before"
