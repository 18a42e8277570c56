# SPDX-License-Identifier: GPL-2.0
# A node without memory gets its first block and loses its last one.
# machine: dimm

node=/sys/devices/system/node

# The pages of a process that would like to be on node 1 and where they are.
on_node_1() {
	rm -f /tmp/ready
	memory 1 16 /tmp/ready &
	while [ ! -e /tmp/ready ]; do pause 0.05; done
	grep -o 'N1=[0-9]*' /proc/$!/numa_maps | awk -F= '{ n += $2 } END { print (n >= 4096) ? "yes" : "no" }'
	kill $!
	wait $! || echo harmed
}

is 'at first it has none' "$(cat $node/has_memory)" 0
is 'pages cannot go there' "$(on_node_1)" no
check 'the first block, movable' memhpctl online --zone=movable memory56
is 'the node has memory' "$(cat $node/has_memory)" 0-1
is 'but no normal memory' "$(cat $node/has_normal_memory)" 0
is 'the zone has its pages' "$(present 1 Movable)" 32768
is 'pages go there' "$(on_node_1)" yes
check 'its last block goes' memhpctl offline memory56
is 'the node has no memory' "$(cat $node/has_memory)" 0
is 'the zone is empty' "$(present 1 Movable)" 0
is 'pages go elsewhere' "$(on_node_1)" no

check 'a run at once' memhpctl online --zone=movable 56-87
is 'the node has memory' "$(cat $node/has_memory)" 0-1
is 'the zone has its pages' "$(present 1 Movable)" $((32 * 32768))
is 'pages go there' "$(on_node_1)" yes
check 'all of it goes' memhpctl offline node1
is 'the node has no memory' "$(cat $node/has_memory)" 0
is 'the zone is empty' "$(present 1 Movable)" 0

check 'the first block, kernel memory' memhpctl online --zone=kernel memory56
is 'the node has normal memory' "$(cat $node/has_normal_memory)" 0-1
is 'its zone has its pages' "$(present 1 Normal)" 32768
