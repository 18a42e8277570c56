# SPDX-License-Identifier: GPL-2.0
# Whether kernel and movable memory interleave is told; balance --compact mends it
# with as much of each as before; with --adjacent-only a block changes zone only next
# to the zone that it goes to, and who asks for another is told which would do.
# machine: dimm

# turns NODE: how often kernel and movable memory take turns, walking up its blocks
turns() {
	local path block last='' now count=-1 all=()
	for path in /sys/devices/system/node/node"$1"/memory[0-9]*; do
		all[${path##*memory}]=$path
	done
	for block in "${!all[@]}"; do
		read -r now <"${all[block]}/state"
		[ "$now" = online ] || continue
		read -r now <"${all[block]}/valid_zones"
		case $now in
		Movable) ;;
		DMA32 | Normal) now=kernel ;;
		*) continue ;;
		esac
		[ "$now" = "$last" ] || count=$((count + 1))
		last=$now
	done
	echo $count
}

# status_says FILTER: of all that status has of the shape of nodes
status_says() {
	memhpctl status -J | jq -c "[.status | .. | objects | select(has(\"interleaved\"))] | $1"
}

# one_range: the movable blocks of the DIMM follow one another
one_range() {
	local block now first='' last='' count=0
	for ((block = 40; block <= 55; block++)); do
		read -r now <"$memory/memory$block/valid_zones"
		[ "$now" = Movable ] || continue
		first=${first:-$block} last=$block count=$((count + 1))
	done
	[ $count -gt 0 ] && [ $((last - first + 1)) -eq $count ]
}

memhpctl -q group create --type=dynamic zero
memhpctl -q group add zero 40-55
is 'at first nothing interleaves' "$(status_says 'any(.interleaved)') $(turns 0)" 'false 0'
memhpctl -q online --zone=movable 40 42 44
memhpctl -q online --zone=kernel 41 43 45-47
is 'blocks by turns' "$(turns 0)" 6
is 'status says so' "$(status_says '[any(.interleaved), (map(.boundaries) | max)]')" '[true,6]'
check 'to people, too' grep -qi interleave <(memhpctl status) || diag "$(memhpctl status)"
is 'whether zones are contiguous is known' \
	"$(memhpctl status -J | jq -c '[.status | .. | objects | select(has("contiguous")) | .contiguous | type] | unique')" '["boolean"]'

memhpctl balance -n -J --node 0 --compact >/tmp/out
is 'a dry run' "$? $(turns 0)" '0 6'
memhpctl balance -J --node 0 --compact >/tmp/out 2>/tmp/err
is 'compact: exit' $? 0 || diag "$(</tmp/out)" "$(</tmp/err)"
is 'one boundary' "$(turns 0)" 1
is 'with as much movable memory as before' "$(present 0 Movable)" $((3 * 32768))
is 'on top of the others' "$(zones_of 40 44) $(zones_of 45 47)" 'Normal Movable'
is 'status says so' "$(status_says '[any(.interleaved), (map(.boundaries) | max)]')" '[false,1]'
memhpctl balance -J --node 0 --compact >/tmp/out
is 'again: nothing is to be done' "$? $(jq '.balance.changes | length' /tmp/out)" '0 0'

# Kernel memory up to 44, movable 45-47, the rest offline
before=$(grep . "$memory"/memory*/valid_zones)
memhpctl shift --adjacent-only --zone=movable 42 >/tmp/out 2>/tmp/err
is 'a block away from the boundary' $? 1
check 'which would do' grep -q 'memory42.*memory44' /tmp/err || diag "$(</tmp/err)"
is 'in JSON' "$(memhpctl shift --adjacent-only --zone=movable -J 42 2>/dev/null | jq -r '.changes[0] | .block, .result' | xargs)" '42 failed'
check_exit 'a dry run knows' 1 memhpctl shift -n --adjacent-only --zone=movable 42
check_exit 'all of a request or nothing of it' 1 memhpctl shift --adjacent-only --zone=movable 42 44
check_exit 'nor from the far end' 1 memhpctl shift --adjacent-only --zone=kernel 47
is 'nothing has changed' "$(grep . "$memory"/memory*/valid_zones)" "$before"
check 'at the boundary' memhpctl shift --adjacent-only --zone=movable 44
check 'a run from the boundary on' memhpctl shift --adjacent-only --zone=movable 42-43
is 'they have shifted' "$(zones_of 42 47) $(turns 0)" 'Movable 1'
check 'and back' memhpctl shift --adjacent-only --zone=kernel 42-44
is 'they are kernel memory' "$(zones_of 40 44)" Normal
check 'without it any may go' memhpctl shift --zone=movable 41
memhpctl -q shift --zone=kernel 41

memhpctl balance -J --node 0 --adjacent-only --movable=1G >/tmp/out 2>/tmp/err
is 'balance by neighbours' "$? $(present 0 Movable)" "0 $((8 * 32768))" || diag "$(</tmp/out)" "$(</tmp/err)"
check 'its blocks are one range' one_range
is 'one boundary' "$(turns 0)" 1
is 'nothing is in between' "$(inconsistent)" ''
