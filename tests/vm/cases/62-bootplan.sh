# SPDX-License-Identifier: GPL-2.0
# Where the kernel put its boot memory, by memhpctl bootplan and by the kernel's own log;
# tests/vm/check-boot runs this on more machines.
# machine: boot-two boot-four-movable

if [ -e /sys/kernel/debug/kmemleak ]; then
	skip 'where boot memory went' 'a debug kernel takes more for its notes, which is not in the model'
	return 0
fi

json() {
	memhpctl bootplan -J "$@"
}

# node NUMBER FILTER
node() {
	jq -r ".nodes[] | select(.node == $1) | $2" /tmp/plan
}

# near A B: within 5 %, and less than that is nothing at all
near() {
	local off=$(($1 - $2))
	[ $((20 * ${off#-})) -le "$2" ]
}

json >/tmp/plan
dmesg | awk -f /guest/replay.awk | sort -n >/tmp/told
check 'the log has something to tell' test -s /tmp/told
while read -r number bytes; do
	planned=$(node "$number" .boot)
	check "node $number: $planned bytes, and in the log $bytes" near "$planned" "$bytes"
	is "node $number: its movable zone" "$(node "$number" .movable)" \
		$(($(present "$number" Movable) * 4096))
	[ -e /sys/firmware/acpi/tables/SRAT ] || continue
	is "node $number: could it be unplugged?" "$(node "$number" '.unplug, .reason')" \
		"$(memhpctl firmware -J | jq -r ".nodes[] | select(.node == $number) | .unplug, .reason")"
done </tmp/told
is 'as many nodes as there are' "$(jq '.nodes | length' /tmp/plan)" "$(wc -l </tmp/told)"

check 'it can be described' memhpctl bootplan --describe
memhpctl bootplan --describe >/tmp/boot
is 'and planned from that' "$(json --from /tmp/boot)" "$(</tmp/plan)"
check_exit 'nobody may not' 3 nobody memhpctl bootplan
check 'but from a description' nobody memhpctl bootplan --from /tmp/boot

# Which nodes the kernel can keep free, whatever it was told this time
wanted=$(jq '[.nodes[] | select(.hotpluggable == .total) | .node] | join(",")' /tmp/plan -r)
if [ "$wanted" ]; then
	json --unplug "$wanted" >/tmp/advice
	check 'movable_node is told to reach it' \
		jq -e '.advice[] | select(.options | test("^movable_node")) | .reached' /tmp/advice
	check 'and nothing less' \
		jq -e '[.advice[] | select(.options | test("core=")) | .reached] | any | not' /tmp/advice
fi
# For tests/vm/check-boot --keep
sed 's/^/@boot /' /tmp/boot
