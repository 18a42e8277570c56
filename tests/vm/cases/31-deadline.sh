# SPDX-License-Identifier: GPL-2.0
# A page that is held keeps the kernel trying for ever: deadlines and signals
# end that, the block is whole afterwards, and others can go.
# machine: dimm
# timeout: 120

# took COMMAND...: sets status, output, and ms
took() {
	local begin
	begin=${EPOCHREALTIME/./}
	output=$("$@" 2>&1)
	status=$?
	ms=$(((${EPOCHREALTIME/./} - begin) / 1000))
}

# within DESC LEAST MOST: of the last command. Without a deadline it would go on for ever; a
# machine that is shared with others has stood still for seconds.
within() {
	check "$1: $ms ms" test "$ms" -ge "$2" -a "$ms" -le $(($3 + 5000))
}

memhpctl -q online --zone=movable 56-63
check 'a page of memory58 is held' modprobe hold block=58

took memhpctl offline --timeout=2s 58
is 'offline fails' $status 1
within 'at its deadline' 1950 2700
check 'and says so' grep -qE 'memory58.*(migrat|deadline)' <<<"$output"
is 'the block is online' "$(state 58) $(zones 58)" 'online Movable'
is 'in JSON' "$(memhpctl offline -J --timeout=500ms 58 2>/dev/null | jq -r '.changes[0] | .result, .errno, .reason, .to.state' | xargs)" \
	'failed ETIMEDOUT migration online'
took memhpctl shift --timeout=1s --zone=kernel 58
is 'a shift fails too' "$status $(state 58) $(zones 58)" '1 online Movable'

took memhpctl offline --timeout=1s 56-63
is 'of a run' $status 64
is 'only that one stays' "$(states 56 57) $(state 58) $(states 59 63)" 'offline online offline'
within 'not much later' 950 3500
took memhpctl online --zone=movable 56-63
took memhpctl offline --atomic --timeout=20s 56-63
is 'all or nothing' "$status $(states 56 63)" '1 online'
within 'which is known before' 0 3000

took timeout -s INT 1 memhpctl offline --timeout=60s 58
within 'an interrupt ends it' 950 2000
is 'the block is online' "$(state 58) $(zones 58)" 'online Movable'
took timeout -s TERM 1 memhpctl offline --timeout=60s 56-63
within 'so does a termination' 950 3000
is 'blocks are whole' "$(inconsistent)" ''
memhpctl -q online --zone=movable 56-63
took timeout -s KILL 1 memhpctl offline --timeout=60s 58
within 'so does a kill' 950 2000
is 'the block is online' "$(state 58) $(zones 58)" 'online Movable'

# Somebody else holds the hotplug lock for as long as he likes.
echo offline >"$memory/memory58/state" 2>/dev/null &
writer=$!
pause 0.5
took memhpctl offline --timeout=1s 59
is 'who waits for the lock has a deadline too' $status 1
within 'which holds' 950 2000
is 'and has changed nothing' "$(state 59)" online
took memhpctl list
within 'listing does not wait' 0 1000
took timeout -s INT 1 memhpctl online 64
within 'waiting can be interrupted' 950 2000
# What has moved nothing has nothing to undo, which would wait for the lock as long
# as it takes.
took memhpctl offline --atomic --timeout=1s 59-61
is 'all or nothing has a deadline, too' $status 1
within 'which holds' 950 2000
took timeout -s INT 1 memhpctl offline --atomic 59-61
within 'all or nothing can be interrupted' 950 2000
took timeout -s KILL 1 memhpctl offline --atomic 59-61
within 'and killed' 950 2000
is 'all that changed nothing' "$(states 59 61)" online
kill -9 $writer
wait $writer 2>/dev/null
check 'the page is let go' rmmod hold
check 'now it can go' soon memhpctl offline 56-63
is 'all are offline' "$(states 56 63)" offline

# A pipe holds a page of a process.
memhpctl -q online --zone=movable 56-57
rm -f /tmp/ready
memory 1 64 /tmp/ready pin &
holder=$!
while [ ! -e /tmp/ready ]; do pause 0.05; done
took memhpctl offline --timeout=1s node1
is 'a pinned page of a process' $status 64
is 'one block stays' "$(states 56 57)" 'offline online'
memhpctl -q online --zone=movable 56-63
took memhpctl offline --atomic --timeout=1s 56-63
is 'all or nothing' "$status $(states 56 63)" '1 online'
within 'it was tried' 950 4500
took timeout -s INT 1 memhpctl offline --atomic --timeout=60s 56-63
is 'an interrupt undoes all or nothing' "$(states 56 63)" online
kill $holder
wait $holder
is 'whose memory is unharmed' $? 0
check 'and now can go' soon memhpctl offline node1
