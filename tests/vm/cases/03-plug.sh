# SPDX-License-Identifier: GPL-2.0
# The host plugs and unplugs DIMMs while the guest runs.
# machine: policy
# module: no

is 'three nodes have memory' "$(cat /sys/devices/system/node/has_memory)" 0-2
is 'the DIMMs are offline' "$(states 48 63)" offline
is 'blocks of node 1' "$(cd /sys/devices/system/node/node1 && echo memory[0-9]*)" \
	'memory40 memory41 memory42 memory43 memory52 memory53 memory54 memory55 memory56 memory57 memory58 memory59'
check 'nothing else is there' gone 64
check 'plug a GiB' plug a 1G 2
is 'its blocks are offline' "$(states 64 71)" offline
check 'on node 2' test -e "$memory/memory71/node2"
check 'plug one where it is told to' plug b 128M 1 0x280000000
is 'there it is' "$(states 80 80)" offline
check_exit 'a name is there once' 1 plug b 128M 1
echo online_movable >"$memory/memory64/state"
is 'one goes online' "$(state 64)" online
echo offline >"$memory/memory64/state"
check 'unplug the first' unplug a
check 'it is gone' gone 64
check 'and comes back' plug a 512M 0
is 'in the same place' "$(cat /tmp/plugged/a)" '64 67'
check 'unplug all' unplug_all
check 'the first is gone' gone 64
check 'so is the other' gone 80
for round in 1 2 3 4 5 6; do
	plug "r$round" 256M $((round % 3)) && unplug "r$round" || not_ok "round $round"
done
check 'as often as one likes' gone 64
