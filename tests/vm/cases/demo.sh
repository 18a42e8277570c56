# SPDX-License-Identifier: GPL-2.0
# One block of the DIMM through its life, and what lsmem says of it each time.
# machine: dimm

run() {
	echo "\$ $*"
	"$@"
	echo
}

look() {
	run lsmem -o RANGE,SIZE,STATE,BLOCK,NODE,ZONES
}

run memhpctl status
run memhpctl list

run memhpctl online --zone=movable memory42
look
is 'memory42 is online' "$(state 42)" online
is 'memory42 is movable' "$(zones 42)" Movable

run memhpctl shift --zone=kernel memory42
look
is 'memory42 is still online' "$(state 42)" online
is 'memory42 is kernel memory' "$(zones 42)" Normal

run memhpctl offline memory42
look
is 'memory42 is offline' "$(state 42)" offline

# And what cannot be is said.
run memhpctl offline memory0
is 'memory0 stays' "$(state 0)" online
