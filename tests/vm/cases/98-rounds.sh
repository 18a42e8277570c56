# SPDX-License-Identifier: GPL-2.0
# Memory comes, is staged, populated in any order, used by a process, taken back and
# removed, in sizes and places at random, half of the time with a module that provides it,
# refuses some and goes while it is in use; beside it a device grows and shrinks. Nothing
# is lost, nothing stays behind.
# machine: unknown-virtio-mem
# timeout: 600

rounds=$(part_of 200)
# For each byte of memory that comes, KASAN takes an eighth of one in kernel memory.
kasan=''
! grep -qw kasan_save_stack /proc/kallsyms || kasan=yes
step=${kasan:+2}
step=${step:-8}
seed=$(seed 98)
RANDOM=$seed
# What is above is the device's, which has its own ways.
device=$((528 << 27))

world() {
	awk -v device=$device '
		function hex(text,  i, n) {
			for (i = 1; i <= length(text); i++)
				n = n * 16 + index("123456789abcdef", substr(text, i, 1))
			return n
		}
		{ sub(/^ +/, ""); split($0, ends, "-") } hex(ends[1]) < device' /proc/iomem
	grep MemTotal /proc/meminfo
	hotplug_blocks
}

slab() {
	awk '$1 == "Slab:" { print $2 }' /proc/meminfo
}

# shuffled COUNT: 0 to before it, in any order
shuffled() {
	busybox seq 0 $(($1 - 1)) | awk -v seed=$RANDOM 'BEGIN { srand(seed) } { print rand(), $1 }' | sort -n | cut -d' ' -f2
}

# populated ARGUMENT...: what a provider refuses stays out, and no more than that
populated() {
	memhpctl -q populate "$@" 2>/tmp/err
	case $?$provided in
	0*) true ;;
	64yes) [ "$refuse" -ge 0 ] && grep -q provide /tmp/err ;;
	*) false ;;
	esac
}

# provider_right: nothing was handed out twice, used before it was, or kept
provider_right() {
	[ "$(</sys/module/provider/parameters/wrong) $(</sys/module/provider/parameters/attached)" = "0 $1" ]
}

# round: sets why if something was not as it should be
round() {
	local count=$((1 + RANDOM % 4)) first=$((40 + RANDOM % 8))
	local last=$((first + count - 1)) granule address pieces=0 wanted provided=no refuse=-1
	if ((RANDOM % 2)); then
		provided=yes refuse=$((RANDOM % 9 - 1))
		modprobe provider start=$((first << 27)) size=$((count << 27)) refuse=$refuse || { why="provider $first $count"; return; }
	fi
	memhpctl -q probe $((first << 27)) --size=$((count << 27)) --node=1 || { why="probe $first $count"; return; }
	if [ $provided = yes ] && ((RANDOM % 2)); then
		memhpctl -q online --zone=movable $first-$last
	else
		memhpctl -q online --staged --zone=movable $first-$last
	fi || { why="online $first-$last"; return; }
	# Pieces of 32 MiB, in any order, of the first block
	wanted=$((1 + RANDOM % 4))
	for granule in $(shuffled 4); do
		[ $pieces -lt $wanted ] || break
		address=$(((first << 27) + (granule << 25)))
		populated --range="$(printf '0x%x-0x%x' $address $((address + (1 << 25) - 1)))" $first ||
			{ why="populate $first, granule $granule: $(</tmp/err)"; return; }
		pieces=$((pieces + 1))
	done
	[ $count -eq 1 ] || populated --size=$((RANDOM % 24 * 4 + 4))M $((first + 1))-$last ||
		{ why="populate $((first + 1)): $(</tmp/err)"; return; }
	rm -f /tmp/ready
	memory 1 $((wanted * 16)) /tmp/ready &
	soon test -e /tmp/ready
	# While it is in use, which may be in vain
	memhpctl -q depopulate --timeout=2s --size=16M $first 2>/dev/null
	if [ $provided = yes ] && ((RANDOM % 2)); then
		rmmod provider && provided=gone || { why="the provider of $first-$last goes"; return; }
	fi
	kill $!
	wait $! || { why="the memory of a process in $first-$last"; return; }
	memhpctl -q depopulate $first || { why="depopulate $first"; return; }
	memhpctl -q remove $first-$last || { why="remove $first-$last"; return; }
	if [ $provided = yes ]; then
		provider_right 0 || { why="the provider of $first-$last: wrong, attached"; return; }
		rmmod provider
	fi
	world | cmp -s /tmp/before || why="the world after $first-$last"
}

# device_blocks: how many it has, are offline, are staged
device_blocks() {
	memhpctl list -J | jq -r '[.blocks[] | select(.owner == "virtio_mem")] |
		[length, ([.[] | select(.state == "offline")] | length), ([.[] | select(.held > 0)] | length)] | join(" ")'
}

# settled BLOCKS: all of them are there, and online, or the driver would not go on
settled() {
	[ "$(device_blocks)" != "$1 0 0" ] || return 0
	memhpctl list -J | jq -r '.blocks[] | select(.owner == "virtio_mem" and .state == "offline") | .block' |
		xargs -r memhpctl -q online --zone=movable
	false
}

# resize: the device, to another size
resize() {
	local size=$(((1 + RANDOM % 3) * step))
	virtio_mem_size v0 $((size * 128))M
	soon settled $size || why="the device: $(device_blocks) blocks, offline, staged, not $size 0 0"
	world >/tmp/before
}

# A driver that is built in comes while the kernel still refuses what is above mem=.
again() {
	local driver=/sys/bus/virtio/drivers/virtio_mem name
	name=$(basename $driver/virtio*)
	echo "$name" >$driver/unbind && echo "$name" >$driver/bind
}

[ "$(device_blocks)" != '0 0 0' ] || [ -e /sys/module/virtio_mem/initstate ] ||
	check 'the driver takes its device once more' again
memhpctl -q probe 5G --size=512M --node=1
memhpctl -q online --staged --zone=movable 40-43
memhpctl -q remove 40-43
why='' n=0
resize
before=$(slab)
begin=$SECONDS
while [ $n -lt "$rounds" ] && [ -z "$why" ]; do
	round
	n=$((n + 1))
	((n % 8)) || [ -n "$why" ] || resize
done
is "$n rounds, seed $seed, $((SECONDS - begin)) s" "$why" ''
world >/tmp/now
check 'all is as before' cmp /tmp/before /tmp/now || diag "$(diff /tmp/before /tmp/now)"
if [ "$kasan" ]; then
	skip 'no slab is lost' 'KASAN keeps what was freed for a while'
else
	check "no slab is lost: $before, $(slab) KiB" test $(($(slab) - before)) -lt 4096
fi
check 'the module goes' unload_memhp
load_memhp
