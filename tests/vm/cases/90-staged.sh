# SPDX-License-Identifier: GPL-2.0
# Blocks online with their pages held back: what the zone and the machine have at each
# step, pages given and taken back, in use and not; a block goes offline whoever takes
# it, and comes back whole; the module stays while something is held.
# machine: dimm
# timeout: 180

# shellcheck source=../guest/pages.sh
. /guest/pages.sh

block_mib=128
smallest=$(memhpctl status -J | jq .status.granule_min)
check "a granule may be as small as $smallest" test "$smallest" -ge $((1 << 21)) -a "$smallest" -le $((1 << 22))

# movable FIELD: of the movable zone of node 1, in MiB
movable() {
	awk -v field="$1" '/^Node/ { hit = /^Node 1, zone  Movable/ } hit && $1 == field { print int($2 / 256); exit }' /proc/zoneinfo
}

# marks: the watermarks of that zone, in pages
marks() {
	awk '/^Node/ { hit = /^Node 1, zone  Movable/ } hit && $1 ~ /^(min|low|high)$/ { print $2 }' /proc/zoneinfo | xargs
}

total() {
	awk '$1 == "MemTotal:" { print $2 / 1024 }' /proc/meminfo
}

base=$(total)

# accounted DESC PRESENT POPULATED: the zone and the machine have so many MiB
accounted() {
	is "$1: the zone" "$(movable present) $(movable managed)" "$2 $3"
	is "$1: the machine" "$(awk -v a="$(total)" -v b="$base" 'BEGIN { print a - b }')" "$3"
}

# holds BLOCK: MiB that list says it has populated and held
holds() {
	memhpctl list -J "$1" | jq -r '.blocks[0] | [.populated, .held] | map(. / 1048576) | @tsv' | xargs
}

check 'online, staged' memhpctl online --staged --zone=movable 56
is 'it is online' "$(state 56) $(zones 56)" 'online Movable'
is 'all of it is held' "$(holds 56)" '0 128'
accounted staged $block_mib 0
check 'once more is no error' memhpctl online --staged --zone=movable 56
check 'populate 16M' memhpctl populate --size=16M 56
is 'so much' "$(holds 56)" '16 112'
accounted 'populated in part' $block_mib 16
check_exit 'the module stays' 1 rmmod memhp
is 'explain: it could go' "$(prospect 56)" "$(said .prospect)"
check 'for the held pages let go' grep -qxE 'yes|likely' <(said .prospect)
all_counted 'a block that is populated in part'

# A range, in a mad order
at=$((56 * 0x8000000))
for mib in 100 40 64; do
	check "populate at $mib MiB" memhpctl populate --range="$(printf '0x%x-0x%x' $((at + (mib << 20))) $((at + ((mib + 4) << 20) - 1)))" 56
done
is 'these as well' "$(holds 56)" '28 100'
check_exit 'the same once more' 1 memhpctl populate --range="$(printf '0x%x-0x%x' $((at + (40 << 20))) $((at + (44 << 20) - 1)))" 56
check_exit 'more than is left' 1 memhpctl populate --size=104M 56
check_exit 'more than there is' 1 memhpctl depopulate --size=32M 56
check_exit 'no whole granule' 2 memhpctl populate --size=1M 56
check_exit 'a block that is not staged' 1 memhpctl populate 32
check_exit 'a block that is offline' 1 memhpctl populate 57
check_exit 'a shift' 1 memhpctl shift --zone=kernel 56
check_exit 'all or nothing' 1 memhpctl offline --atomic 56
accounted 'nothing has changed' $block_mib 28

# Taken back: first what is free, and what is in use migrates.
check 'the rest' memhpctl populate 56
accounted 'populated' $block_mib 128
populated_marks=$(marks)
memhpctl -q online --zone=movable 57
occupied small 1 100
check "the process has memory there" test "$(movable nr_free_pages)" -lt 200
check 'depopulate' memhpctl depopulate 56
is 'all of it is held again' "$(holds 56)" '0 128'
accounted 'depopulated' $((2 * block_mib)) 128
memhpctl -q populate 56
vacate $holder

# With a page that is pinned: the others come back, and which did not is told.
memhpctl -q offline 57
modprobe pin
occupied small 1 4 pin
pfn=$(<$pin/pfn)
check "the page is in the block" test $((pfn / block_pages)) -eq 56
took memhpctl depopulate -J --timeout=3s 56
is 'all but that granule' "$status $(holds 56)" '64 4 124'
is 'why' "$(changed '.result, .errno, .reason')" 'failed ETIMEDOUT migration'
check 'which page' grep -q "$(in_hex "$pfn")" <(jq -r '.changes[].detail' /tmp/out)
check "when the time was over: $ms ms" test $ms -ge 2900 -a $ms -le $((8000 * slow))
echo 0 >$pin/address
vacate $holder
check 'then it goes' memhpctl depopulate 56
rmmod pin

# Offline: by the command, by sysfs, refused on the way.
memhpctl -q populate --size=64M 56
check 'offline' memhpctl offline 56
accounted 'offline' 0 0
check 'online without staging' memhpctl online --zone=movable 56
is 'it is whole' "$(holds 56)" '128 0'
accounted 'whole' $block_mib 128
is 'with the watermarks that a populated block had' "$(marks)" "$populated_marks"
check_exit 'to stage it is too late' 1 memhpctl online --staged --zone=movable 56
memhpctl -q offline 56
memhpctl -q online --staged --zone=movable 56-59
memhpctl -q populate --size=160M 56-59
is 'two and a part' "$(holds 56) $(holds 57) $(holds 58)" '128 0 32 96 0 128'
accounted 'a run' 512 160
modprobe refuse going_offline=16 block=57
check_exit 'offline, refused' 1 memhpctl offline 57
accounted 'as it was' 512 160
is 'in each block' "$(holds 57)" '32 96'
check_exit 'by sysfs, refused' 1 bash -c "echo offline >$memory/memory57/state"
accounted 'as it was' 512 160
rmmod refuse
check 'by sysfs' bash -c "echo offline >$memory/memory57/state"
accounted 'one less' 384 128
modprobe refuse going_online=16 block=57
check_exit 'online, refused' 1 memhpctl online --staged --zone=movable 57
rmmod refuse
is 'it is offline' "$(state 57)" offline
accounted 'as before' 384 128
# A held page that somebody else has a reference to does not go.
if modprobe hold of=$((59 * block_pages - 1)) 2>/tmp/err; then
	took memhpctl offline -J --timeout=3s 58
	is 'a held page is in use' "$status $(state 58) $(holds 58)" '1 online 0 128'
	rmmod hold
	accounted 'as before' 384 128
elif grep -q busy /tmp/err; then
	skip 'a held page is in use' 'on this kernel nobody can take one'
else
	not_ok 'a held page is in use' "$(</tmp/err)"
fi
check 'a run goes offline' memhpctl offline 56 58-59
accounted 'all gone' 0 0

# In a kernel zone
check 'staged as kernel memory' memhpctl online --staged --zone=kernel 60
memhpctl -q populate --size=8M 60
is 'held' "$(holds 60) $(zones 60)" '8 120 Normal'
check 'offline' memhpctl offline 60

# The slot for a callback is somebody else's.
modprobe slot
took memhpctl online -J --staged --zone=movable 56
is 'a driver has the slot' "$status $(changed '.result, .errno, .reason')" '1 failed EBUSY callback-taken'
check 'which is named' grep -q rival_online_page <(jq -r '.changes[].detail' /tmp/out)
is 'and the block as it was' "$(state 56)" offline
check 'plain online goes on' memhpctl online --zone=movable 56
is 'whole' "$(holds 56)" '128 0'
memhpctl -q offline 56
rmmod slot
if [ -e /sys/kernel/debug/kprobes/enabled ]; then
	echo 0 >/sys/kernel/debug/kprobes/enabled
	took memhpctl online --staged --zone=movable 56
	check 'with kprobes switched off' test $status -ne 0
	check 'which is said' grep -q 'kprobes' /tmp/err
	is 'the block is as it was' "$(state 56)" offline
	echo 1 >/sys/kernel/debug/kprobes/enabled
else
	skip 'with kprobes switched off' 'the kernel has no /sys/kernel/debug/kprobes'
fi

# All is given back, and the module may go.
memhpctl -q online --staged --zone=movable 56-58
memhpctl -q populate --size=4M 57
check 'release' memhpctl status --release
accounted 'released' 384 384
check 'the module goes' unload_memhp
accounted 'without it' 384 384
check 'and comes back' load_memhp
is 'as plain blocks' "$(memhpctl list -J 56-58 | jq -c '[.blocks[].held] | unique')" '[0]'
check 'that go offline' memhpctl offline 56-58
accounted 'as at first' 0 0
is 'nothing is in between' "$(inconsistent)" ''
