# SPDX-License-Identifier: GPL-2.0
# The machine is the one that the other cases count on.
# machine: dimm memmap
# module: no

is 'DIMM blocks are offline' "$(states 40 87) $(states 96 103)" 'offline offline'
check 'blocks of the hole do not exist' test ! -e "$memory/memory88" -a ! -e "$memory/memory95"
is 'boot memory is online' "$(states 0 15) $(states 32 39)" 'online online'
is 'boot memory has a Normal zone' "$(zones 39)" Normal
is 'blocks are of 128 MiB' "$(cat "$memory/block_size_bytes")" 8000000
check 'the DIMM of node 0 ends at 55' test -e "$memory/memory55/node0"
check 'the DIMM of node 1 is there' test -e "$memory/memory56/node1"
is 'node 1 has no memory yet' "$(cat /sys/devices/system/node/has_memory)" 0
