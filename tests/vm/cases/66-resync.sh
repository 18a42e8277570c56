# SPDX-License-Identifier: GPL-2.0
# Two listeners, one of which sleeps: the fast one loses nothing, the slow one is told how
# much it lost and is right again.
# machine: dimm
# timeout: 120

fast=/tmp/fast slow_one=/tmp/slow

# listen FILE
listen() {
	memhpctl monitor -J --state >"$1" &
}

# last FILE: the number of the last event that is in it
last() {
	sed -n '$s/.*"seq": \([0-9]*\).*/\1/p' "$1"
}

# events_to NUMBER FILE
has_come() {
	[ "$(last "$2")" -ge "$1" ] 2>/dev/null
}

# replayed FILE: the states that one who follows the stream believes in: those of the last
# state, and what came with a higher number
replayed() {
	jq -rn --slurpfile all "$1" '
		reduce $all[] as $e ({ blocks: {}, upto: 0 };
			if $e.event == "state" then
				(if .in then . else .blocks = {} | .in = true end) |
				.upto = $e.seq |
				.blocks += ([range($e.block; $e.block + $e.count)] |
					map({ key: tostring, value: "\($e.state) \($e.zone)" }) | from_entries)
			elif $e.event == "state-end" then .in = false
			elif $e.seq <= .upto then .
			elif $e.event == "online" or $e.event == "offline" then
				.blocks += ([range($e.block; $e.block + $e.count)] |
					map({ key: tostring, value: "\($e.event) \(if $e.event == "online" then $e.zone else null end)" }) | from_entries)
			elif $e.event == "added" then .blocks["\($e.block)"] = "offline null"
			elif $e.event == "removed" then del(.blocks["\($e.block)"])
			else . end) |
		.blocks | to_entries | sort_by(.key | tonumber) | map("\(.key) \(.value)") | .[]'
}

truth() {
	memhpctl -J list | jq -r '.blocks[] | "\(.block) \(.state) \(.zone)"'
}

churn() {
	local i
	for ((i = 0; i < $1; i++)); do
		memhpctl -q online --zone=movable 40-55 && memhpctl -q offline 40-47
		echo online_movable >$memory/memory4$((i % 8))/state
		manyevents "$2"
		memhpctl -q offline 48-55
		memhpctl -q shift --zone=kernel 40-43
		memhpctl -q offline 40-47
	done
}

listen $fast
fast_one=$!
listen $slow_one
slow_pid=$!
soon grep -q state-end $fast
soon grep -q state-end $slow_one
kill -STOP $slow_pid
churn 5 2000
memhpctl -q online --zone=movable 44-45
upto=$(memhpctl -J status --stats | jq .stats.seq)
is 'that were more than ten thousand events' "$((upto > 10000))" 1
soon has_come "$upto" $fast
is 'the fast one lost nothing' "$(grep -c '"event": "lost"' $fast)" 0
is 'not one number is missing' "$(jq -n --argjson u "$upto" '[inputs | select(.event | startswith("state") | not).seq] | . == [range(.[0]; $u + 1)]' $fast)" true
kill -CONT $slow_pid
soon grep -q '"event": "lost"' $slow_one
soon has_come "$upto" $slow_one
lost=$(jq -n '[inputs | select(.event == "lost").count] | add' $slow_one)
heard=$(jq -n '[inputs | select(.event | . != "lost" and (startswith("state") | not))] | length' $slow_one)
first=$(jq -n 'first(inputs | select(.event == "state").seq)' $slow_one)
is 'the slow one is told how many it lost' $((lost + heard)) $((upto - first))
diag "lost $lost, heard $heard"
is 'it lost some' "$((lost > 0))" 1
truth >/tmp/truth
is 'who follows the fast one is right' "$(replayed $fast | diff - /tmp/truth)" ''
is 'and who follows the slow one is right again' "$(replayed $slow_one | diff - /tmp/truth)" ''

# What was lost last, with nothing behind it.
kill -STOP $slow_pid
manyevents 3000
memhpctl -q offline 44
upto=$(memhpctl -J status --stats | jq .stats.seq)
kill -CONT $slow_pid
soon has_come "$upto" $slow_one
truth >/tmp/truth
is 'a loss at the end is seen without another event' "$(replayed $slow_one | diff - /tmp/truth)" ''
kill $fast_one $slow_pid
