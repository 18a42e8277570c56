# SPDX-License-Identifier: GPL-2.0
# Blocks of virtio_mem go one by one, as its driver wants them.
# machine: virtio-mem

for _ in $(seq 50); do
	[ ! -e "$memory/memory39" ] || break
	pause 0.1
done
is 'the owner is known' "$(memhpctl list -J 32 | jq -r '.blocks[0].owner')" virtio_mem
check 'online eight' memhpctl online --zone=movable 32-39
is 'all are online' "$(states 32 39)" online
is 'all are movable' "$(zones_of 32 39)" Movable
check 'shift' memhpctl shift --zone=kernel 32-35
is 'all are online' "$(states 32 39)" online
is 'the first are kernel memory' "$(zones_of 32 35)" Normal
check 'offline what is movable' memhpctl offline 36-39
is 'all are offline' "$(states 36 39)" offline
