# SPDX-License-Identifier: GPL-2.0
# A module that provides memory: nothing goes to the allocator that it did not attach,
# whoever takes the blocks online; what it refuses stays held; it may go at any time.
# machine: dimm
# timeout: 120

# shellcheck source=../guest/pages.sh
. /guest/pages.sh

# range FIRST END: addresses from one MiB of block 56 to before another
range() {
	printf '0x%x-0x%x' $((56 * 0x8000000 + ($1 << 20))) $((56 * 0x8000000 + ($2 << 20) - 1))
}

at() {
	range "$1" "$1" | cut -d- -f1
}

# counted: pieces attached, faults, pages in the allocator
counted() {
	local parameters=/sys/module/provider/parameters
	echo "$(<$parameters/attached) $(<$parameters/wrong) $(<$parameters/pages)"
}

set_to() {
	echo "$2" >/sys/module/provider/parameters/"$1"
}

load_provider() {
	modprobe provider start="$(at 0)" size=$((4 << 27)) "$@"
}

memhpctl -q online --zone=movable 57
check_exit 'a block with all its pages is not provided for' 1 load_provider
memhpctl -q offline 57
check_exit 'a range of half a block' 1 modprobe provider start="$(at 4)" size=$((1 << 27))
check 'a provider' load_provider refuse=3
check 'online by sysfs' bash -c "echo online_movable >$memory/memory56/state"
is 'nothing of it is used' "$(counted)" '0 0 0'
check 'populate what it gives' memhpctl populate --size=16M 56
is 'as much, without the piece that it refuses' "$(counted)" '4 0 4096'
check_exit 'that piece' 1 memhpctl populate --range="$(range 12 16)" 56
took memhpctl populate --size=6M 56
check 'no whole piece is refused' test $status -ne 0
is 'and nothing is given' "$(counted)" '4 0 4096'
[ "$(memhpctl status -J | jq .status.granule_min)" -eq $((4 << 20)) ] ||
	check 'with what would be right' grep -q 'granules of 4M' /tmp/err
check 'by its own doing' set_to populate $((56 * 0x8000000 + (64 << 20)))
is 'that one too' "$(counted)" '5 0 5120'
check_exit 'a piece twice' 1 set_to populate $((56 * 0x8000000 + (64 << 20)))
check 'and back' set_to depopulate $((56 * 0x8000000 + (64 << 20)))
is 'it has gone' "$(counted)" '4 0 4096'
check_exit 'what is held' 1 set_to depopulate $((56 * 0x8000000 + (64 << 20)))
check 'by its own doing, again' set_to populate $((56 * 0x8000000 + (64 << 20)))
check 'depopulate' memhpctl depopulate --size=8M 56
is 'two pieces came back' "$(counted)" '3 0 3072'
check 'all that there is' test "$(memhpctl populate -J 56 2>/dev/null | jq -r '.changes[0].reason')" = provider
is 'less what it refuses' "$(counted)" '28 0 28672'

# It goes while its memory is in use, and comes back.
check 'it goes' rmmod provider
check 'depopulate without it' memhpctl depopulate --size=8M 56
took memhpctl populate --size=4M 56
is 'populate without it' $status 1
check 'which is said' grep -q provide /tmp/err
check 'another comes' load_provider refuse=3
is 'and is told what it has' "$(counted)" '26 0 26624'

# What refuses is asked first.
set_to deny 16
check_exit 'it refuses' 1 memhpctl offline 56
check_exit 'going online too' 1 memhpctl online --zone=movable 57
set_to deny 0
is 'and all is as it was' "$(state 56) $(state 57) $(counted)" 'online offline 26 0 26624'
before=$(</sys/module/provider/parameters/stayed)
modprobe refuse going_offline=16 block=56
check_exit 'another refuses' 1 memhpctl offline 56
rmmod refuse
check 'and it is told that the block stays' test "$(</sys/module/provider/parameters/stayed)" -gt "$before"
is 'with all that it had' "$(state 56) $(counted)" 'online 26 0 26624'

# A run, under use
check 'a run goes online' memhpctl online --zone=movable 57-59
memhpctl -q populate --size=200M 57-59 2>/dev/null
rm -f /tmp/ready
memory 1 150 /tmp/ready &
holder=$!
soon test -e /tmp/ready
check 'taken back from under a process' memhpctl depopulate --size=64M 57-58
kill $holder
wait $holder
is 'whose memory is unharmed' $? 0
check 'all goes offline' memhpctl offline 56-59
is 'and is detached' "$(counted)" '0 0 0'
check 'it goes' rmmod provider
check 'as does the module' unload_memhp
load_memhp
check 'plain again' memhpctl online --zone=movable 56
is 'with all pages' "$(memhpctl list -J 56 | jq '.blocks[0].held')" 0
memhpctl -q offline 56
is 'nothing is in between' "$(inconsistent)" ''
