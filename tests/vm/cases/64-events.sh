# SPDX-License-Identifier: GPL-2.0
# What happens is told as it happens: by the kernel, by memhp, by whoever asks; with its
# number, its zone and node, what it means to the node, and who asked.
# machine: policy
# timeout: 120

stream=/tmp/events
# With KASAN each block goes alone.
run=3 pair=2
[ "$kernel" != debug ] || run=1 pair=1

# begin: listen anew
begin() {
	memhpctl monitor -J >$stream &
	listener=$!
	soon listens
}

# Netlink's table has the groups of each socket; ours is not the only family, so ask for
# an event of our own instead.
listens() {
	manyevents 2
	[ -s $stream ]
}

# end: what was heard of this since, an object a line
end() {
	memhpctl -q group create --type=static end && memhpctl -q group delete end
	soon grep -q '"op": "delete".*"name": "end"' $stream
	kill $listener
	wait $listener
	grep -v '"event": "group"' $stream
}

# kinds BLOCK: the events of this block, in a line
kinds() {
	jq -r --argjson b "$1" 'select(.block == $b) | .event' $stream | xargs
}

# of EVENT FIELD...: these of the first such event, in a line
of() {
	local event=$1
	shift
	jq -rn --arg e "$event" "[inputs | select(.event == \$e)][0] | [$(printf '.%s,' "$@" | sed 's/,$//')] | map(tostring) | join(\" \")" $stream
}

begin
memhpctl -q online --zone=movable 48-50
end >/dev/null
is 'three blocks at once are one run' "$(kinds 48)" 'going-online online'
is 'what went online' "$(of online block count node zone asked pages op by comm)" \
	"48 $run 0 Movable $((run * 32768)) $((run * 32768)) online memhp memhpctl"
is 'no gap in the numbers' "$(jq -n '[inputs.seq] | . == [range(.[0]; .[0] + length)]' $stream)" true
is 'it began before it ended' "$(jq -n '[inputs | select(.block == 48)] | .[0].when_ns <= .[1].when_ns and .[1].ns > 0' $stream)" true
is 'who asked is a process' "$(jq -n '[inputs | select(.block == 48).pid] | all(. > 1)' $stream)" true

begin
echo offline >$memory/memory48/state
memhpctl -q shift --zone=kernel 49
end >/dev/null
is 'past memhp' "$(of offline block count zone asked pages by)" '48 1 Movable 32768 32768 process'
is 'a shift is told as the kernel does it, and as a whole' "$(kinds 49)" \
	'going-offline offline going-online online shift'
is 'from where to where' "$(of shift block count from_zone zone op choice by)" '49 1 Movable Normal shift kernel memhp'

begin
plug e 256M 1
echo online_movable >"$memory/memory$first/state"
echo offline >"$memory/memory$first/state"
unplug e
end >/dev/null
is 'blocks come, and go' "$(kinds "$first")" 'added going-online online going-offline offline removed'
is 'each of them' "$(jq -rn '[inputs | select(.event == "added" or .event == "removed").event] | sort | join(" ")' $stream)" \
	'added added removed removed'
is 'a driver brought them' "$(of added by pid)" 'kernel null'

begin
memhpctl -q policy set 'rule node=0 movable' 'default kernel'
echo online >$memory/memory48/state
memhpctl -q online --zone=auto 52-53
memhpctl -q policy set enforce=on 'default offline'
echo online >$memory/memory51/state 2>/dev/null
memhpctl -q online --zone=auto 51 2>/dev/null
memhpctl -q policy set
end >/dev/null
is 'the policy is replaced' "$(jq -rn '[inputs | select(.event == "policy").count] | join(" ")' $stream)" '2 1 0'
is 'it decides for sysfs' "$(kinds 48)" 'going-online decision online' ||
	diag "$(grep '"block": 48' $stream)"
is 'and says how' "$(of decision block count rule action choice why by)" '48 1 1 movable movable rule process'
is 'for a run it decides once' "$(jq -rn '[inputs | select(.event == "decision" and .block == 52)][0] | "\(.count) \(.rule) \(.choice) \(.by)"' $stream)" "$pair 2 kernel memhp"
is 'what it refuses' "$(jq -rn '[inputs | select(.block == 51) | "\(.event) \(.errno) \(.reason) \(.by)"] | join(", ")' $stream)" \
	'going-online null null process, decision EPERM policy process, cancel-online EPERM policy process, decision EPERM policy memhp, failed EPERM policy memhp'

memhpctl -q offline 48-63
begin
notifier=/sys/kernel/debug/notifier-error-inject/memory/actions
modprobe memory-notifier-error-inject
echo -12 >$notifier/MEM_GOING_ONLINE/error
memhpctl -q online --zone=movable 48 2>/dev/null
echo online >$memory/memory49/state 2>/dev/null
echo 0 >$notifier/MEM_GOING_ONLINE/error
rmmod memory-notifier-error-inject
end >/dev/null
is 'a notifier refuses us' "$(jq -rn '[inputs | select(.block == 48 and .event == "cancel-online")][-1] | "\(.reason) \(.errno) \(.by)"' $stream)" \
	'notifier ENOMEM memhp'
is 'the whole of it' "$(jq -rn '[inputs | select(.block == 48 and .event == "failed")] | map("\(.reason) \(.op) \(.choice)") | join(" ")' $stream)" \
	'notifier online movable'
is 'and others' "$(jq -rn '[inputs | select(.block == 49) | "\(.event) \(.reason)"] | join(", ")' $stream)" \
	'going-online null, cancel-online notifier'

begin
memhpctl -q online --staged --zone=movable 48
memhpctl -q populate --size=64M 48
memhpctl -q depopulate 48
end >/dev/null
is 'staged: no page went to the allocator' "$(of online asked pages)" '32768 0'
is 'then some' "$(of populate block asked pages)" '48 16384 16384'
is 'and back' "$(of depopulate block pages)" '48 16384'

begin
memhpctl -q group create --type=static mine && memhpctl -q group add mine 52-53
memhpctl -q group remove mine 52-53 && memhpctl -q group delete mine
end >/dev/null
is 'groups by hand' "$(jq -rn '[inputs | select(.name == "mine") | "\(.op) \(.count)"] | join(", ")' $stream)" \
	'create 0, add 2, remove 2, delete 0'
memhpctl -q offline 48

# Filters and the ways to end.
memhpctl monitor -J -c 1 -f event=online -f zone=movable -f block=52 >$stream &
listener=$!
memhpctl -q online --zone=movable 54
memhpctl -q online --zone=kernel 53
# It may not listen yet.
until [ -s $stream ]; do
	memhpctl -q online --zone=movable 52 && memhpctl -q offline 52
done
wait $listener
is 'ends after so many' $? 0
is 'with what was asked for' "$(jq -r '"\(.event) \(.block)"' $stream)" 'online 52'
memhpctl monitor >$stream &
listener=$!
soon listens
kill $listener
wait $listener
is 'a signal is a good end' $? 0
is 'people get headings' "$(head -n 1 $stream | xargs)" 'SEQ TIME EVENT BLOCKS NODE ZONE WHO NOTE'
check_exit 'an unknown filter' 2 memhpctl monitor --filter=blok=1
check_exit 'an unknown value' 2 memhpctl monitor --filter=event=onlin
check_exit 'no words' 2 memhpctl monitor memory42
nobody memhpctl monitor -J -c 1 -f event=group >$stream &
listener=$!
soon listens
wait $listener
is 'anybody may listen' "$? $(jq -r .event $stream)" '0 group'
memhpctl monitor >$stream 2>/tmp/said &
listener=$!
soon listens
check 'the module goes away under it' rmmod memhp
wait $listener
is 'and it says so' "$? $(</tmp/said)" '4 memhpctl: the memhp module was unloaded'
check_exit 'without the module' 4 memhpctl monitor
