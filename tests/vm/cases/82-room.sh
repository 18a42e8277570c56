# SPDX-License-Identifier: GPL-2.0
# Pages that have nowhere to go: with nearly all memory in use by processes blocks
# are refused with what is short, nobody is killed for want of memory, and who wants
# to try can. When he does, the kernel complains of pages that it cannot get.
# machine: dimm
# timeout: 300
# expect-log: Call Trace|lockdep_hardirqs_on

# shellcheck source=../guest/pages.sh
. /guest/pages.sh

# above_high: MiB for processes that are free above the high watermarks of all zones;
# each keeps some for those who can take no other, the fourth number is for movable
above_high() {
	awk '/^Node/ { free = 0 } $2 == "free" { free = $3 } $1 == "high" { free -= $2 }
		$1 == "protection:" { gsub(/[(),]/, ""); if (free > $5) sum += free - $5 }
		END { print int(sum / 256) }' /proc/zoneinfo
}

# used: percent of memory
used() {
	awk '/^MemTotal/ { all = $2 } /^MemFree/ { free = $2 } END { print int(100 - free * 100 / all) }' /proc/meminfo
}

# short DESC: all that failed did so for want of room, and how much is told
short() {
	is "$1: why" "$(jq -r '[.. | objects | select(.result? == "failed") | .errno + " " + .reason] | unique | join(",")' /tmp/out)" \
		'ENOMEM no-room' || diag "$(</tmp/out)" "$(</tmp/err)"
	check "$1: how much is short" grep -qE '[0-9.]+[KMG]i?B? short' \
		<(jq -r '[.. | objects | select(.result? == "failed") | .detail][0]' /tmp/out) || diag "$(</tmp/out)"
}

busybox dmesg -c >/dev/null
memhpctl -q online --zone=movable 56-63
memhpctl -q group create --type=dynamic each
memhpctl -q group add each 56-87
check 'there is room at first' memhpctl offline 56-57
memhpctl -q online --zone=movable 56-57

# Zones are filled to below the high watermark before the next one is, so that what
# is left has to be looked at again. Processes need page tables, too.
holders=() more=$(($(above_high) - 192))
while [ $more -gt 8 ] && [ ${#holders[@]} -lt 6 ]; do
	occupied anon 1 $more
	check "a process takes $more MiB" test -s /tmp/ready
	[ -s /tmp/ready ] || break
	holders+=("$holder")
	more=$(($(above_high) - 96))
done
check "$(used) percent of memory are in use" test "$(used)" -ge 90
took memhpctl offline -J --timeout=20s 56-63
check "offline fails, exit $status" test $status -eq 1 -o $status -eq 64
short offline
check 'most blocks stay' test "$(jq '[.changes[] | select(.result == "failed")] | length' /tmp/out)" -ge 6
failed=$(jq '[.changes[] | select(.result == "failed") | .block][0]' /tmp/out)
is 'the block is online' "$(state "$failed")" online
explain "$failed"
check 'bytes that are short are kept' test "$(said .last_error.missing)" -gt 0 ||
	diag "$(said .last_error)"
took memhpctl shift -J --timeout=20s --zone=kernel 56-63
check "shift fails, exit $status" test $status -eq 1 -o $status -eq 64
short shift
took memhpctl balance -J --timeout=20s --node 1 --movable=256M
check "balance fails, exit $status" test $status -eq 1 -o $status -eq 64
short balance
check 'the processes live' kill -0 "${holders[@]}"
is 'nobody was killed' "$(busybox dmesg | grep -iE 'oom-kill|out of memory|invoked oom')" ''
# Who forces it takes what comes.
took memhpctl offline -J --force --timeout=2s "$failed"
is 'with force it is tried' "$(changed 'select(.reason == "no-room") | .block')" ''
vacate "${holders[@]}"
# One that there was room to shift may have a page of the kernel since.
movable=$(for block in {56..63}; do [ "$(zones "$block")" != Movable ] || echo "$block"; done)
check 'most are movable still' test "$(wc -w <<<"$movable")" -ge 5
# shellcheck disable=SC2086
check 'with room again all of these go' soon memhpctl offline $movable
is 'nothing is in between' "$(inconsistent)" ''
