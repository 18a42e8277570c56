# SPDX-License-Identifier: GPL-2.0
# What the firmware says of memory: by the module as by the table's file, with root and
# without, as the kernel itself logged it at boot; and what follows for nodes.
# machine: dimm policy
# timeout: 120

# logged: what the kernel took, "NODE DOMAIN START SIZE HOTPLUGGABLE" by address
logged() {
	sed -n 's/.*ACPI: SRAT: Node \([0-9]*\) PXM \([0-9]*\) \[mem \(0x[0-9a-f]*\)-\(0x[0-9a-f]*\)\]\(.*\)/\1 \2 \3 \4\5/p' /tmp/boot-log |
		while read -r node domain from to how; do
			echo "$node $domain $((from)) $((to - from + 1)) $([[ $how == *hotplug* ]] && echo true || echo false)"
		done | sort -n -k 3
}

told() {
	"$@" | jq -r '.ranges[] | select(.enabled) | "\(.node) \(.domain) \(.start) \(.size) \(.hotpluggable)"'
}

# node NUMBER FILTER: of what is told of it
node() {
	memhpctl firmware -J | jq -r ".nodes[] | select(.node == $1) | $2"
}

# counted NODE FILTER: bytes of its blocks that FILTER is true of, by the list
counted() {
	memhpctl list -J | jq "[.blocks[] | select(.node == $1 and ($2)) | .size] | add // 0"
}

agree() {
	local nid=$1 when=$2
	is "$when: node $nid's memory" "$(node "$nid" .total)" "$(counted "$nid" true)"
	is "$when: what is hotpluggable of it" "$(node "$nid" .hotpluggable)" "$(counted "$nid" .hotpluggable)"
	is "$when: online" "$(node "$nid" .online)" "$(counted "$nid" '.state == "online"')"
	is "$when: in kernel zones" "$(node "$nid" .kernel)" "$(counted "$nid" '.state == "online" and .zone != "Movable"')"
	is "$when: movable" "$(node "$nid" .movable)" "$(counted "$nid" '.zone == "Movable"')"
}

is 'the ranges are those that the kernel logged' "$(told memhpctl firmware -J)" "$(logged)"
check 'there are some of both kinds' bash -c \
	'memhpctl firmware -J | jq -e "[.ranges[].hotpluggable] | unique == [false, true]"'
is 'nothing is wrong with the table' "$(memhpctl firmware -J | jq -c .problems)" '[]'
by_module=$(memhpctl firmware -J)
is 'the file says the same' "$(memhpctl firmware -J --sysroot /)" "$by_module"
cat /sys/firmware/acpi/tables/SRAT >/tmp/srat
is 'saved, it says the same' "$(told memhpctl firmware -J --table /tmp/srat)" "$(logged)"
is 'nobody is told the same' "$(nobody memhpctl firmware -J)" "$by_module"
check_exit 'nobody may read the file' 3 nobody memhpctl firmware --sysroot /
head -c 100 /tmp/srat >/tmp/cut
is 'of one that is cut' "$(memhpctl firmware --table /tmp/cut 2>&1 >/dev/null | head -n 1)" \
	'memhpctl: SRAT: the table is cut: it ends after 100 bytes'
unload_memhp
is 'without the module the same' "$(memhpctl firmware -J)" "$by_module"
check_exit 'but not to nobody' 3 nobody memhpctl firmware
load_memhp

agree 0 'at first'
agree 1 'at first'
is 'node 0 has fixed memory' "$(node 0 '"\(.unplug) \(.reason)"')" 'false fixed-memory'
if [ "$machine" = policy ]; then
	agree 2 'at first'
	is 'so has node 2' "$(node 2 '"\(.unplug) \(.reason)"')" 'false fixed-memory'
	return 0
fi
is 'node 1, offline, could go' "$(node 1 '"\(.unplug) \(.reason)"')" 'true null'
memhpctl -q online --zone=movable 56-59
agree 1 'movable blocks'
is 'node 1, movable, could go' "$(node 1 '"\(.unplug) \(.reason)"')" 'true null'
memhpctl -q online --zone=kernel 60-61
agree 1 'kernel blocks'
is 'with kernel memory it could not' "$(node 1 '"\(.unplug) \(.reason)"')" 'false kernel-memory'
is 'which somebody took online' "$(memhpctl firmware --audit -J | jq -r '.audit[] | select(.node == 1) | .cause')" onlined
if memhpctl -q offline 56-61; then
	is 'without any more it could' "$(node 1 '"\(.unplug) \(.reason)"')" 'true null'
else
	skip 'without any more it could' 'the kernel has put pages there that cannot move'
fi
