# SPDX-License-Identifier: GPL-2.0
# 2,048 blocks go online and offline, in runs, past two listeners: the fast one loses
# nothing, the one that sleeps is told what it lost and is right again.
# machine: big
# timeout: 240

fast=/tmp/fast slow_one=/tmp/slow

listen() {
	memhpctl monitor -J --state >"$1" &
	listener=$!
}

# has_come NUMBER FILE
has_come() {
	[ "$(sed -n '$s/.*"seq": \([0-9]*\).*/\1/p' "$2")" -ge "$1" ] 2>/dev/null
}

# replayed FILE: what one who follows the stream believes in, of the blocks that change.
# By awk: jq would take minutes here.
replayed() {
	awk -F'[:,] *' -v first="$first" -v last="$last" '
		function value(key,  i) {
			for (i = 1; i < NF; i += 2)
				if ($i ~ "\"" key "\"$") return $(i + 1)
		}
		function set(state, zone,  i, n) {
			n = value("count")
			for (i = value("block"); n-- > 0; i++) is[i] = state " " zone
		}
		/"event": "state"/ {
			if (!reading) delete is
			reading = 1; upto = value("seq")
			set(value("state"), value("zone"))
			next
		}
		/"event": "state-end"/ { reading = 0; next }
		value("seq") <= upto { next }
		/"event": "online"/ { set("\"online\"", value("zone")) }
		/"event": "offline"/ { set("\"offline\"", "null") }
		END { for (i = first; i <= last; i++) print i, is[i] }' "$1"
}

# blocks_of EVENT: that the fast one heard of
blocks_of() {
	sed -n 's/.*"event": "'"$1"'",.*"count": \([0-9]*\).*/\1/p' $fast | awk '{ n += $1 } END { print n }'
}

truth() {
	memhpctl list -a -r --noheadings -o BLOCK,STATE,ZONE | awk -v first="$first" -v last="$last" '
		$1 >= first && $1 <= last { print $1, "\"" $2 "\"", $3 == "-" ? "null" : "\"" $3 "\"" }'
}

read -r first last < <(hotplug_blocks | sed -n '1p;$p' | xargs)
is 'so many blocks' $((last - first + 1)) 2048
listen $fast
fast_one=$listener
listen $slow_one
sleeper=$listener
soon grep -q state-end $fast
soon grep -q state-end $slow_one
kill -STOP $sleeper
memhpctl -q online --zone=movable "$first-$last"
manyevents 2000
memhpctl -q offline "$first-$last"
manyevents 2000
memhpctl -q online --zone=movable "$first-$((first + 63))"
upto=$(memhpctl -J status --stats | jq .stats.seq)
kill -CONT $sleeper
soon has_come "$upto" $fast
soon has_come "$upto" $slow_one
truth >/tmp/truth
is 'the fast one lost nothing' "$(grep -c '"event": "lost"' $fast)" 0
is 'it heard of each block' "$(blocks_of online) $(blocks_of offline)" '2112 2048'
is 'the one that slept lost some' "$(($(grep -c '"event": "lost"' $slow_one) > 0))" 1
is 'the fast one is right' "$(replayed $fast | diff - /tmp/truth | head -n 5)" ''
is 'so is the other' "$(replayed $slow_one | diff - /tmp/truth | head -n 5)" ''
is 'of so many' "$(wc -l </tmp/truth)" 2048
kill $fast_one $sleeper
