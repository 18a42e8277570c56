# SPDX-License-Identifier: GPL-2.0
# balance brings nodes to a target, up and down, and says what it reached; its plan is
# what is then done; what cannot be is refused with what can; a static group goes
# whole or not at all; all or nothing holds; one that refuses is replaced.
# machine: dimm
# timeout: 180

size=$((128 << 20))

# movable NODE: blocks of its movable zone, as the kernel counts pages
movable() {
	local pages
	pages=$(present "$1" Movable)
	echo $((pages / 32768))
}

# kernel NODE: blocks of its kernel zones
kernel() {
	local path got=0
	for path in /sys/devices/system/node/node"$1"/memory[0-9]*; do
		case $(zones "${path##*memory}") in
		DMA32 | Normal) [ "$(state "${path##*memory}")" != online ] || got=$((got + 1)) ;;
		esac
	done
	echo $got
}

# balance OPTION...: sets status; the answer is in /tmp/out and /tmp/err
balance() {
	memhpctl balance -J "$@" >/tmp/out 2>/tmp/err
	status=$?
}

# of NODE FIELD: what the answer says of it, bytes in blocks
of() {
	jq ".balance.nodes[] | select(.node == $1).$2 | if type == \"number\" then . / $size else . end" /tmp/out
}

# picked [RESULT]: blocks of the plan, ascending
picked() {
	jq -r ".balance.changes[] | select(.result == \"${1:-done}\") | .block" /tmp/out | sort -n | xargs
}

# reaches DESC NODE BLOCKS OPTION...: movable blocks of the node afterwards
reaches() {
	local desc=$1 node=$2 wanted=$3
	shift 3
	balance --node "$node" "$@"
	is "$desc: exit, movable" "$status $(movable "$node")" "0 $wanted" || diag "$(</tmp/out)" "$(</tmp/err)"
	if [[ $* == *--movable* ]]; then
		is "$desc: target, reached" "$(of "$node" target) $(of "$node" reached)" "$wanted $wanted"
	fi
}

# refused DESC STATUS PATTERN OPTION...: one line on stderr; nothing is changed
refused() {
	local desc=$1 wanted=$2 pattern=$3 before
	shift 3
	before=$(grep . "$memory"/memory*/valid_zones)
	memhpctl balance "$@" >/tmp/out 2>/tmp/err
	is "$desc: exit" $? "$wanted"
	check "$desc: says why" grep -qE "$pattern" /tmp/err || diag "$(</tmp/out)" "$(</tmp/err)"
	is "$desc: one line" "$(wc -l </tmp/err)" 1
	is "$desc: nothing has changed" "$(grep . "$memory"/memory*/valid_zones)" "$before"
}

# A DIMM is a static group: as long as it is one, a part of it cannot go.
balance -n --node 0 --movable=1G
is 'no part of a DIMM' "$(picked planned | tr ' ' '\n' | awk '$1 >= 40')" '' || diag "$(</tmp/out)"
reaches 'all of a DIMM' 0 16 --movable=2G
is 'nothing else' "$(picked)" "$(seq -s ' ' 40 55)"
memhpctl -q offline 40-55

# Nor a part of one that somebody made, while blocks beside it go one by one.
memhpctl -q group create --type=dynamic zero
memhpctl -q group create --type=dynamic one
memhpctl -q group create --type=static whole
memhpctl -q group add zero 40-51
memhpctl -q group add one 56-87 96-103
memhpctl -q group add whole 52-55
for n in 3 8 16; do
	reaches "$n beside a static group" 0 $n --movable=$((n * 128))M
	is "with $n it is in one state" "$(states 52 55 | wc -w)" 1
done
memhpctl -q offline 40-55
memhpctl -q group remove whole 52-55
memhpctl -q group add zero 52-55

# What can be had is told.
range='[0-9.]+[BKMGT]?.*[0-9.]+[BKMGT]'
refused 'more than there is' 1 "$range" --node 1 --movable=64G
refused 'more than boot memory lets go' 1 "$range" --node 0 --movable=100%
refused 'less kernel memory than the boot needs' 1 "$range" --node 0 --kernel=0
refused 'a node that is not there' 1 'node ?7' --node 7 --movable=1G
refused 'both at once' 2 'movable.*kernel|kernel.*movable' --node 1 --movable=1G --kernel=1G
refused 'over 100 percent' 2 '100' --node 1 --movable=101%
refused 'no target' 2 'movable|kernel' --node 1
refused 'a size that is none' 2 'lots' --node 1 --movable=lots
check_exit 'nobody may' 3 nobody memhpctl balance --node 1 --movable=1G

# The plan is what is done. Node 1 has blocks 56-87 and 96-103, all offline.
balance -n --node 1 --movable=1G
plan=$(picked planned)
is 'a plan has eight blocks' "$(wc -w <<<"$plan")" 8
is 'and changes nothing' "$(states 56 87) $(states 96 103)" "offline offline"
check 'anybody may ask for it' nobody memhpctl balance -n --node 1 --movable=1G
reaches 'up, in bytes' 1 8 --movable=1G
is 'as planned' "$(picked)" "$plan"
is 'each of them is there' "$(for block in $plan; do zones "$block"; done | sort -u)" Movable
reaches 'again' 1 8 --movable=1G
is 'nothing is to be done' "$(jq '.balance.changes | length' /tmp/out)" 0

# Both nodes have 40 blocks.
balance --movable=25%
is 'all nodes in proportion' "$status $(movable 0) $(movable 1)" '0 10 10' || diag "$(</tmp/out)" "$(</tmp/err)"
is 'as it says' "$(of 0 reached) $(of 1 reached)" '10 10'
reaches 'up, in percent' 1 20 --movable=50%
balance --node 1 --movable=2700M
is 'no further than the target, which is no whole block' "$(movable 1)" 21
memhpctl balance --node 1 --movable=2816M >/tmp/out
is 'for people, too' "$? $(movable 1)" '0 22'
check 'target and reached are told' grep -qi reached /tmp/out || diag "$(</tmp/out)"

# All or nothing, and not
balance -n --node 1 --movable=3328M
read -r _ _ third _ <<<"$(picked planned)"
modprobe refuse block="$third" going_online=16
before=$(grep . "$memory"/memory*/valid_zones)
balance --atomic --node 1 --movable=3328M
is 'all or nothing' "$status $(movable 1)" '1 22' || diag "$(</tmp/out)" "$(</tmp/err)"
is 'all is as before' "$(grep . "$memory"/memory*/valid_zones)" "$before"
reaches 'another takes its place' 1 26 --movable=3328M
is 'that one has stayed' "$(state "$third")" offline
is 'and says so' "$(jq -r ".balance.changes[] | select(.block == $third) | .result, .reason" /tmp/out | xargs)" 'failed notifier'
rmmod refuse

# Down, to kernel memory, and up again. Node 0, where the kernel has better places.
reaches 'all that was plugged' 0 16 --movable=2G
reaches 'down' 0 8 --movable=1G
is 'from below' "$(zones_of 40 47) $(zones_of 48 55)" 'Normal Movable'
more=$(($(kernel 0) + 2))
reaches 'by kernel memory' 0 6 --kernel=$((more * 128))M
is 'it has that much' "$(kernel 0) $(of 0 reached)" "$more $more"
reaches 'down, in percent' 0 4 --movable=10%
reaches 'and up again' 0 10 --movable=25%
is 'nothing is in between' "$(inconsistent)" ''
