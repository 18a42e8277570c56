# SPDX-License-Identifier: GPL-2.0
# Online, shift and offline, one block and many, seen from outside.
# machine: dimm

check 'online one as movable' memhpctl online --zone=movable memory42
is 'memory42 is online' "$(state 42)" online
is 'and movable' "$(zones 42)" Movable
check 'shift to kernel' memhpctl shift --zone=kernel memory42
is 'memory42 is still online' "$(state 42)" online
is 'and kernel memory' "$(zones 42)" Normal
check 'shift back' memhpctl shift --zone=movable memory42
is 'memory42 is movable again' "$(zones 42)" Movable
check 'offline' memhpctl offline memory42
is 'memory42 is offline' "$(state 42)" offline

check 'online many as movable' memhpctl online --zone=movable 56-87
is 'all are online' "$(states 56 87)" online
is 'the last is movable' "$(zones 87)" Movable
check 'offline by node' memhpctl offline node1
is 'all are offline' "$(states 56 87)" offline

check 'online as kernel memory' memhpctl online --zone=kernel 40-47
is 'all are online' "$(states 40 47)" online
is 'the first is kernel memory' "$(zones 40)" Normal
check 'by address' memhpctl online --zone=movable 0x180000000-0x187ffffff
is 'that is memory48' "$(state 48) $(zones 48)" 'online Movable'
check 'auto and keep are the kernel'\''s choice' memhpctl online --zone=auto memory49
check 'keep' memhpctl online --zone=keep memory50
is 'both are online' "$(states 49 50)" online
check 'shift many' memhpctl shift --zone=movable 40-47
is 'all are online' "$(states 40 47)" online
is 'all are movable' "$(zones_of 40 47)" Movable
check 'offline all' memhpctl offline 40-50
is 'all are offline' "$(states 40 55)" offline

# Three states: online movable, online kernel, offline. On node 0, where the
# kernel has better places for its own pages.
memhpctl -q online --zone=movable 40-43
memhpctl -q online --zone=kernel 44-45
check_exit 'a range in three states, to movable' 64 memhpctl online --zone=movable 40-55
is 'what was offline is movable' "$(zones_of 46 55)" Movable
is 'what was kernel memory still is' "$(zones_of 44 45)" Normal
check 'shift makes them alike' memhpctl shift --zone=movable 40-55
is 'all are movable' "$(zones_of 40 55)" Movable
check 'offline them' memhpctl offline 40-55

check 'a range over two nodes' memhpctl online --zone=movable 50-71
is 'all are online' "$(states 50 71)" online
check 'and back' memhpctl offline 50-71
is 'all are offline' "$(states 50 71)" offline
