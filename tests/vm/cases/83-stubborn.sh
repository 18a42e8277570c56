# SPDX-License-Identifier: GPL-2.0
# Blocks that do not go at once: a retry gets those that are held for a while; a page
# that can never move costs nobody else his time, nor its own block's pages a move;
# a node goes as far as it can and what is left is said.
# machine: dimm
# timeout: 120

# shellcheck source=../guest/pages.sh
. /guest/pages.sh
tracing=/sys/kernel/debug/tracing

# A page that is pinned for three seconds
memhpctl -q online --zone=movable 56
modprobe pin
occupied small 1 4 pin
took memhpctl offline --timeout=500ms 56
is 'pinned: once is not enough' "$status $(state 56)" '1 online'
(pause 3 && echo 0 >$pin/address) &
releaser=$!
took memhpctl offline --timeout=500ms --retries=30 56
is 'with retries it goes' "$status $(state 56)" '0 offline' || diag "$(</tmp/err)"
check "when it could: after $ms ms" test $ms -ge 2500 -a $ms -le $((8000 * slow))
wait $releaser
vacate $holder
memhpctl -q online --zone=movable 56
occupied small 1 4 pin
took memhpctl offline --timeout=500ms --retries=2 56
is 'retries come to an end' "$status $(state 56)" '1 online'
check "which is told: $ms ms" test $ms -ge 1400 -a $ms -le $((5000 * slow))
echo 0 >$pin/address
vacate $holder
memhpctl -q offline 56

# All or nothing: the block that cannot is found before any other moves, whatever is
# tried again. The uevents tell of blocks that went and came back.
memhpctl -q online --zone=kernel 40
memhpctl -q online --zone=movable 41-43
modprobe hold block=40
before=$(cat /sys/kernel/uevent_seqnum)
took memhpctl offline -J --atomic --retries=2 40-43
is 'all or nothing: one cannot' "$status $(changed 'select(.reason == "unmovable-page") | .block')" '1 40'
is 'the others were not tried' "$(changed 'select(.reason == "atomic") | .result' | tr ' ' '\n' | sort -u)" failed
is 'nothing was moved' "$(cat /sys/kernel/uevent_seqnum)" "$before"
took memhpctl offline -J --atomic --retries=1000 0 41-43
is 'one never can' "$status $(changed 'select(.reason == "multizone") | .block')" '1 0'
check "which ends it: $ms ms" test $ms -lt $((1000 * slow))
rmmod hold
memhpctl -q offline 40-43

# KASAN's kernel is short of other memory and has pages of its own in such blocks.
if grep -qw kasan_save_stack /proc/kallsyms; then
	skip 'a run with a page of the kernel' 'KASAN has pages in it'
else
	# A page of the kernel in a run of blocks that have memory in use
	memhpctl -q online --zone=kernel 40-43
	modprobe hold block=41
	pfn=$(</sys/module/hold/parameters/pfn)
	occupied anon 0 1200
	explain 41
	before=$(said .pages.anon)
	check "there is something to move: $before pages" test "$before" -ge 1024
	is 'it cannot go' "$(said .prospect)" no
	[ ! -e $tracing/kprobe_events ] || echo 'p:runs offline_pages first=%di:u64 count=%si:u64' >$tracing/kprobe_events
	[ ! -e $tracing/events/kprobes/runs/enable ] || echo 1 >$tracing/events/kprobes/runs/enable
	took memhpctl offline -J --timeout=60s 40-43
	is 'the others go' "$(state 40) $(state 41) $(states 42 43)" 'offline online offline'
	is 'that one says why' "$(changed 'select(.result == "failed") | .block, .errno, .reason')" '41 EBUSY unmovable-page'
	check 'and which page' grep -q "$(in_hex "$pfn")" <(changed 'select(.block == 41) | .detail')
	explain 41
	check "its pages were left alone: $(said .pages.anon) of $before" test "$(said .pages.anon)" -ge $((before - 256))
	if [ -e $tracing/events/kprobes/runs/enable ]; then
		echo 0 >$tracing/events/kprobes/runs/enable
		# Pages of which the kernel was asked: never of those of block 41.
		calls=$(sed -n 's/.*runs: .*first=\([0-9]*\) count=\([0-9]*\).*/\1 \2/p' $tracing/trace)
		check 'the kernel was asked for the others' test -n "$calls"
		is 'and never for that one' "$(awk -v first=$((41 * block_pages)) -v end=$((42 * block_pages)) \
			'$1 < end && $1 + $2 > first' <<<"$calls")" ''
		echo >$tracing/kprobe_events
	else
		skip 'the kernel was never asked for that one' 'the kernel has no kprobe events'
	fi
	vacate $holder
	rmmod hold
	check 'the page is gone, the block can go' soon memhpctl offline 41
fi

# A node, with a block in the middle and one at the end that do not go
memhpctl -q online --zone=movable 56-71
modprobe hold block=60
occupied small 1 4 pin
pinned=$(($(<$pin/pfn) / block_pages))
took memhpctl offline --timeout=1s node1
is 'a node goes in part' $status 64
left=$(for block in $(blocks); do
	[ "$block" -lt 56 ] || [ "$(state "$block")" = offline ] || echo "$block"
done | xargs)
is 'all that can go have gone' "$left" "$(printf '%s\n' 60 $pinned | sort -nu | xargs)"
check 'each that is left is named' grep -q 'memory60' /tmp/err || diag "$(</tmp/err)"
check 'the other, too' grep -q "memory$pinned" /tmp/err || diag "$(</tmp/err)"
took memhpctl offline -J --timeout=1s node1
is 'in JSON' "$(changed 'select(.result == "failed") | .block')" "$left"
is 'the rest is so already' "$(changed .result | tr ' ' '\n' | sort | uniq -c | awk '{ print $2 }' | xargs)" 'failed unchanged'
rmmod hold
echo 0 >$pin/address
check 'now it goes' soon memhpctl offline node1
vacate $holder
is 'nothing is in between' "$(inconsistent)" ''
