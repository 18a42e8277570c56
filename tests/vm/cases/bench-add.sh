# SPDX-License-Identifier: GPL-2.0
# How long it takes until memory that is added can be used: all at once, in pieces,
# staged. As in bench.sh, what is compared takes turns.
# machine: unknown-big
# processors: 2
# timeout: 1200

start=8G first=64 last=575 ns=0

give_up() {
	not_ok "$* worked" "exit status $? $(</tmp/errors)"
	exit
}

# pair WHAT OURS OTHER: a line of figures
# pair WHAT OURS OTHER: at once, so that what is measured is not lost with the guest
pair() {
	diag "pair $*"
}

timed() {
	local begin=${EPOCHREALTIME/./}
	"$@" >/dev/null 2>/tmp/errors || give_up "$@"
	ns=$(((${EPOCHREALTIME/./} - begin) * 1000))
}

at_once() { memhpctl probe $start --size 64G && memhpctl online --zone=movable $first-$last; }
in_pieces() { memhpctl probe $start --size 64G --in-pieces --zone=movable; }

# arrive HOW: sets ns to when the first block is online, and all to when all are
arrive() {
	local begin=${EPOCHREALTIME/./} job
	"$1" >/dev/null 2>/tmp/errors &
	job=$!
	until [ -e "$memory/memory$first" ] && [ "$(<"$memory/memory$first/state")" = online ]; do
		kill -0 $job || give_up "$1"
		pause 0.005
	done 2>/dev/null
	ns=$(((${EPOCHREALTIME/./} - begin) * 1000))
	wait $job || give_up "$1"
	all=$(((${EPOCHREALTIME/./} - begin) * 1000))
	[ "$(states $first $last)" = online ] || give_up "$1"
}

# order ROUND WHO...: who goes first changes from round to round.
order() {
	if (($1 % 2)); then echo "$2 $3"; else echo "$3 $2"; fi
}

gone() {
	memhpctl -q remove $first-$last 2>/tmp/errors || give_up remove
}

# How pages get to the allocator: with their block, or when they are populated
shares() {
	local round=$1 range=$first-$((first + 63)) who whole staged populated
	for who in $(order "$round" whole staged); do
		if [ $who = whole ]; then
			timed memhpctl online --zone=movable $range
			whole=$ns
		else
			timed memhpctl online --staged --zone=movable $range
			staged=$ns
			timed memhpctl populate $range
			populated=$ns
			timed memhpctl depopulate $range
			pair depopulate "$ns" "$populated"
		fi
		timed memhpctl offline $range
	done
	pair staged "$staged" "$whole"
	pair populate "$populated" "$whole"
}

# The first time, the host has to find memory for the struct pages.
memhpctl -q probe $start --size 64G
memhpctl -q online --zone=movable $first-$last
is 'all of it can be used' "$(states $first $last)" online
gone
for round in 1 2 3; do
	for who in $(order $round at_once in_pieces); do
		arrive "$who"
		eval "first_$who=$ns all_$who=$all"
		gone
	done
	# shellcheck disable=SC2154 # these are set by eval
	pair first "$first_in_pieces" "$first_at_once"
	# shellcheck disable=SC2154
	pair pieces "$all_in_pieces" "$all_at_once"
done
memhpctl -q probe $start --size 8G
for round in 1 2 3 4 5; do
	shares $round
done
memhpctl -q remove $first-$((first + 63))
is 'nothing is left' "$(hotplug_blocks)" ''
