# SPDX-License-Identifier: GPL-2.0
# The virtio-mem machine is the one that the other cases count on.
# machine: virtio-mem
# module: no

# The driver plugs in its own time.
for _ in $(seq 50); do
	[ ! -e "$memory/memory39" ] || break
	pause 0.1
done
is 'a GiB at least is plugged, offline' "$(states 32 39)" offline
check 'on node 1' test -e "$memory/memory32/node1"
