# SPDX-License-Identifier: GPL-2.0
# Memory comes, is staged, populated in any order, used by a process, taken back and
# removed, in sizes and places at random: nothing is lost, nothing stays behind.
# machine: unknown
# timeout: 600

rounds=50
seed=$RANDOM
echo "seed $seed"
RANDOM=$seed

world() {
	cat /proc/iomem
	grep MemTotal /proc/meminfo
	ls "$memory"
}

slab() {
	awk '$1 == "Slab:" { print $2 }' /proc/meminfo
}

# shuffled COUNT: 0 to before it, in any order
shuffled() {
	busybox seq 0 $(($1 - 1)) | awk -v seed=$RANDOM 'BEGIN { srand(seed) } { print rand(), $1 }' | sort -n | cut -d' ' -f2
}

# round: sets why if something was not as it should be
round() {
	local count=$((1 + RANDOM % 4)) first=$((40 + RANDOM % 8))
	local last=$((first + count - 1)) granule address populated=0 wanted
	memhpctl -q probe $((first << 27)) --size=$((count << 27)) --node=1 || { why="probe $first $count"; return; }
	memhpctl -q online --staged --zone=movable $first-$last || { why="online $first-$last"; return; }
	# Pieces of 32 MiB, in any order, of the first block
	wanted=$((1 + RANDOM % 4))
	for granule in $(shuffled 4); do
		[ $populated -lt $wanted ] || break
		address=$(((first << 27) + (granule << 25)))
		memhpctl -q populate --range="$(printf '0x%x-0x%x' $address $((address + (1 << 25) - 1)))" $first ||
			{ why="populate $first, granule $granule"; return; }
		populated=$((populated + 1))
	done
	[ $count -eq 1 ] || memhpctl -q populate --size=$((RANDOM % 24 * 4 + 4))M $((first + 1))-$last || { why="populate $((first + 1))"; return; }
	rm -f /tmp/ready
	memory 1 $((wanted * 16)) /tmp/ready &
	soon test -e /tmp/ready
	# While it is in use, which may be in vain
	memhpctl -q depopulate --timeout=2s --size=16M $first 2>/dev/null
	kill $!
	wait $! || { why="the memory of a process in $first-$last"; return; }
	memhpctl -q depopulate $first || { why="depopulate $first"; return; }
	memhpctl -q remove $first-$last || { why="remove $first-$last"; return; }
	world | cmp -s /tmp/before || why="the world after $first-$last"
}

memhpctl -q probe 5G --size=512M --node=1
memhpctl -q online --staged --zone=movable 40-43
memhpctl -q remove 40-43
world >/tmp/before
before=$(slab)
why='' n=0
begin=$SECONDS
while [ $n -lt $rounds ] && [ -z "$why" ]; do
	round
	n=$((n + 1))
done
is "$n rounds, seed $seed, $((SECONDS - begin)) s" "$why" ''
world >/tmp/now
check 'all is as before' cmp /tmp/before /tmp/now || diag "$(diff /tmp/before /tmp/now)"
if grep -qw kasan_save_stack /proc/kallsyms; then
	skip 'no slab is lost' 'KASAN keeps what was freed for a while'
else
	check "no slab is lost: $before, $(slab) KiB" test $(($(slab) - before)) -lt 4096
fi
check 'the module goes' unload_memhp
load_memhp
