# SPDX-License-Identifier: GPL-2.0
# 12,000 random operations, by sysfs, by the command and by plugging,
# two writers and the rest at once; after each thousand, what the module has on account
# is what the blocks say.
# machine: policy
# processors: 2
# timeout: 300

# A debug kernel has no time for all of them.
rounds=$(($(part_of 12) / ${slow:-1} + (${slow:-1} > 1)))
plugged=()

# writer SEED: 450 writes to the state of a block of the DIMMs that stay
writer() {
	local words=(online online_kernel online_movable offline offline) i
	RANDOM=$1
	for ((i = 0; i < 450; i++)); do
		echo "${words[RANDOM % 5]}" >"$memory/memory$((48 + RANDOM % 16))/state"
	done
}

# range: sets from and to, of up to ten blocks of a DIMM
range() {
	local dimm=$((RANDOM % (3 + ${#plugged[@]})))
	case $dimm in
	0) set -- 48 51 ;;
	1) set -- 52 59 ;;
	2) set -- 60 63 ;;
	*) read -r from to <"/tmp/plugged/${plugged[dimm - 3]}" && set -- "$from" "$to" ;;
	esac
	from=$(($1 + RANDOM % ($2 - $1 + 1))) to=$2
}

# command_once: one of the command's, or a write to a DIMM that comes and goes. Adds to
# done, a block an operation.
command_once() {
	range
	case $((RANDOM % 8)) in
	0) memhpctl -q online --zone=auto $from-$to ;;
	1) memhpctl -q online --zone=movable $from-$to ;;
	2) memhpctl -q online --zone=kernel $from-$to ;;
	3 | 4) memhpctl -q offline --timeout=2s $from-$to ;;
	5) memhpctl -q shift --timeout=2s --zone=movable $from-$to ;;
	6) memhpctl -q group add mine $from-$to ;;
	7) memhpctl -q group remove mine $from-$to ;;
	esac
	done=$((done + to - from + 1))
}

# plug_once: one more DIMM, or one less. What does not go, stays.
plug_once() {
	local name block
	done=$((done + 1))
	if [ ${#plugged[@]} -lt 4 ]; then
		name=p$done
		plug "$name" $((128 << RANDOM % 4))M $((RANDOM % 3)) && plugged+=("$name") || failed+="$name "
		return
	fi
	name=${plugged[0]}
	range
	read -r from to <"/tmp/plugged/$name"
	for ((block = to; block >= from; block--)); do
		[ "$(state $block)" = offline ] || echo offline >"$memory/memory$block/state" || return
	done
	memhpctl -q group remove mine $from-$to
	unplug "$name" && plugged=("${plugged[@]:1}") || failed+="$name "
}

# recount: from sysfs, and from the list only who is in which group
recount() {
	local block name now
	local -A kernel=() movable=() blocks=()
	while read -r block name; do
		blocks[$name]=$((${blocks[$name]-0} + 1))
		read -r now <"$memory/memory$block/state"
		[ "$now" = online ] || continue
		read -r now <"$memory/memory$block/valid_zones"
		case $now in
		Movable) movable[$name]=$((${movable[$name]-0} + 1)) ;;
		*) kernel[$name]=$((${kernel[$name]-0} + 1)) ;;
		esac
	done < <(memhpctl list -a -r --noheadings -o BLOCK,GROUP | grep -v -- '-$')
	for name in "${!blocks[@]}"; do
		echo "$name ${blocks[$name]} ${kernel[$name]-0} ${movable[$name]-0}"
	done | sort
}

# hot_kernel: blocks of hot-plugged kernel memory, as the module counts them
hot_kernel() {
	memhpctl explain -J 40 | jq '.explanations[0].policy.machine_sum.plugged / 134217728'
}

# begin: with a group and rules
begin() {
	memhpctl -q group create --type=dynamic --unit=256M mine
	memhpctl -q policy set 'rule group=mine auto-movable ratio=50' 'default auto-movable ratio=20 count-hotplugged'
}

# compare: what the module has on account with what the blocks say
compare() {
	local expected got
	expected=$(recount)
	got=$(memhpctl group list -J | jq -r '.groups[] | select(.blocks > 0) |
		"\(.name) \(.blocks) \(.kernel / 134217728) \(.movable / 134217728)"' | sort)
	[ "$got" = "$expected" ] || wrong+="round $round:"$'\n'"$got"$'\n'"but recounted:"$'\n'"$expected"$'\n'
	got=$(hot_kernel)
	expected=$(recount | awk '{ n += $3 } END { print n }')
	[ "$got" = "$expected" ] || wrong+="round $round: $got blocks of hot-plugged kernel memory, recounted $expected"$'\n'
}

begin
RANDOM=$(seed 76)
done=0 failed='' wrong=''
for ((round = 1; round <= rounds; round++)); do
	(writer $((round * 2))) >/dev/null 2>&1 &
	(writer $((round * 2 + 1))) >/dev/null 2>&1 &
	end=$((round * 100))
	while [ $done -lt $end ]; do
		if ((RANDOM % 4)); then command_once; else plug_once; fi 2>/dev/null
	done
	wait
	compare
	if [ $round = $(((rounds + 1) / 2)) ]; then
		# The module's groups by hand go with it, the rest is there again.
		unload_memhp
		load_memhp
		begin
		compare
	fi
done
is "accounts are right after $((done + rounds * 900)) operations" "$wrong" ''
check 'as many as there were to be' test $((done + rounds * 900)) -ge $((rounds * 1000))
is 'what was to come came, and went' "$failed" ''
is 'all fits together' "$(inconsistent)" ''
