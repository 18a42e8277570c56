# SPDX-License-Identifier: GPL-2.0
# kill -9 of the command at 100 random moments leaves no block in
# between.
# machine: dimm
# timeout: 300

rounds=$(part_of 100)
RANDOM=$(seed 42)
bad='' partly=0
for round in $(seq "$rounds"); do
	first=$((40 + RANDOM % 16)) last=$((72 + RANDOM % 16))
	case $((RANDOM % 4)) in
	0) memhpctl -q online --zone=movable $first-$last & ;;
	1) memhpctl -q offline --timeout=5s $first-$last & ;;
	2) memhpctl -q shift --zone=kernel 40-55 & ;;
	3) memhpctl -q shift --zone=movable $first-$last & ;;
	esac 2>/dev/null
	printf -v ms %03d $((RANDOM % 300))
	pause 0.$ms
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	found=$(inconsistent)
	[ -z "$found" ] || bad+="round $round: $found"$'\n'
	[ "$(states 40 87 | wc -w)" -eq 1 ] || partly=$((partly + 1))
done
is 'nothing is in between' "$bad" ''
check "in $partly rounds there was something to break off" test $partly -ge $((rounds / 10))

# All or nothing holds for who is killed, too.
reset_blocks 2>/dev/null
memhpctl -q offline 56-87
bad=''
for round in $(seq "$(part_of 80)"); do
	before=$(states 56 87)
	if [ "$before" = offline ]; then
		memhpctl -q online --atomic --zone=movable 56-87 2>/dev/null &
	else
		memhpctl -q offline --atomic 56-87 2>/dev/null &
	fi
	printf -v ms %03d $((RANDOM % 150))
	pause 0.$ms
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	[ "$(states 56 87 | wc -w)" -eq 1 ] || bad+="round $round: $(states 56 87) "
done
is 'all or nothing' "$bad" ''
