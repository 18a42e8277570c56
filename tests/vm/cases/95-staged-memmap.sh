# SPDX-License-Identifier: GPL-2.0
# Staged blocks that hold their own memmap: it is never held, nor given.
# machine: memmap

holds() {
	memhpctl populate -J --size="$2" "$1" | jq -r '.changes[0].to | [.populated, .held] | map(. / 1048576) | @tsv' | xargs
}

is 'such a block' "$(memhpctl show -J 104 | jq '.blocks[0].memmap')" true
check 'staged' memhpctl online --staged --zone=movable 104-105
is 'all but the memmap' "$(holds 104 4M)" '4 122'
is 'and more' "$(holds 104 100M)" '104 22'
check 'all of it' memhpctl populate 104
check 'back' memhpctl depopulate --size=64M 104
check_exit 'the memmap is no granule' 2 memhpctl populate --range=0x340000000-0x3403fffff 104
check 'offline' memhpctl offline 104-105
check 'whole' memhpctl online --zone=movable 104
is 'with nothing held' "$(memhpctl list -J 104 | jq '.blocks[0].held')" 0
memhpctl -q offline 104
is 'nothing is in between' "$(inconsistent)" ''
