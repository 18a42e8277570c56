# SPDX-License-Identifier: GPL-2.0
# Blocks that hold their own memmap go one by one, and right.
# machine: memmap

json=$(memhpctl show -J 104)
is 'such a block is seen' "$(jq '.blocks[0].memmap' <<<"$json")" true
check 'online four' memhpctl online --zone=movable 104-107
is 'all are online' "$(states 104 107)" online
is 'all are movable' "$(zones_of 104 107)" Movable
check 'shift to kernel' memhpctl shift --zone=kernel 104
is 'it is kernel memory' "$(state 104) $(zones 104)" 'online Normal'
check 'offline the others' memhpctl offline 105-107
is 'they are offline' "$(states 105 107)" offline
check 'online with what has none' memhpctl online --zone=movable 56-87 105-107
is 'all are online' "$(states 56 87) $(states 105 107)" 'online online'
check 'offline them' memhpctl offline 56-87 105-107
is 'all are offline' "$(states 56 87) $(states 105 107)" 'offline offline'
