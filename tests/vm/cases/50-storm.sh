# SPDX-License-Identifier: GPL-2.0
# sysfs writers, chmem and the command at once on the same blocks, for a minute.
# machine: dimm
# processors: 2
# timeout: 180

end=$((SECONDS + $(part_of 60)))
block() {
	echo $((56 + RANDOM % 32))
}

writer() {
	while [ $SECONDS -lt $end ]; do
		echo online_movable >"$memory/memory$(block)/state"
		echo offline >"$memory/memory$(block)/state"
	done
}

chmems() {
	local first
	while [ $SECONDS -lt $end ]; do
		first=$(block)
		chmem -b -e -z Movable $first-$((first > 83 ? 87 : first + 4))
		chmem -b -d $(block)
	done
}

commands() {
	local first
	while [ $SECONDS -lt $end ]; do
		first=$(block)
		memhpctl -q online --zone=movable $first-87
		memhpctl -q offline --timeout=5s 56-$first
		memhpctl -q online --atomic --zone=movable 56-71
		memhpctl -q offline --atomic --timeout=5s 64-87
		echo . >>/tmp/commands
	done
}

lister() {
	while [ $SECONDS -lt $end ]; do
		memhpctl list -J | jq -e '.blocks | length == 80' >/dev/null || echo "$?" >>/tmp/bad-lists
	done
}

rm -f /tmp/bad-lists /tmp/commands
(RANDOM=$(seed 1); writer) >/dev/null 2>&1 &
(RANDOM=$(seed 2); writer) >/dev/null 2>&1 &
(RANDOM=$(seed 3); chmems) >/dev/null 2>&1 &
(RANDOM=$(seed 4); commands) >/dev/null 2>&1 &
(RANDOM=$(seed 5); lister) >/dev/null 2>&1 &
wait
check 'the command had its turns' test "$(wc -c </tmp/commands)" -ge 1
check 'every list was whole' test ! -e /tmp/bad-lists
is 'all fits together' "$(inconsistent)" ''
check 'all can go' memhpctl offline 56-87
is 'all are offline' "$(states 56 87)" offline
is 'all fits together' "$(inconsistent)" ''
