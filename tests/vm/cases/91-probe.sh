# SPDX-License-Identifier: GPL-2.0
# Memory that the kernel was not told of is added and removed; what must not be added is
# refused, and nothing is changed by it.
# machine: unknown
# timeout: 180

# world: what has to be as it was when all is removed.
world() {
	cat /proc/iomem
	grep MemTotal /proc/meminfo
	ls "$memory" /sys/devices/system/node
	grep -r . /sys/firmware/memmap
}

slab() {
	awk '$1 == "Slab:" { print $2 }' /proc/meminfo
}

# says DESC STATUS PATTERN COMMAND...: one line on stderr, that status, nothing changed
says() {
	local desc=$1 wanted=$2 pattern=$3 status
	shift 3
	"$@" >/tmp/out 2>/tmp/err
	status=$?
	world >/tmp/now
	if [ $status -eq "$wanted" ] && [ "$(wc -l </tmp/err)" -eq 1 ] && grep -qE -e "$pattern" /tmp/err &&
		cmp -s /tmp/before /tmp/now; then
		ok "$desc"
	else
		not_ok "$desc" "exit $status: $(cat /tmp/out /tmp/err; diff /tmp/before /tmp/now)"
	fi
}

# json DESC FILTER COMMAND...
json() {
	local desc=$1 filter=$2
	shift 2
	"$@" >/tmp/out 2>/tmp/err
	if jq -e "$filter" /tmp/out >/dev/null; then
		ok "$desc"
	else
		not_ok "$desc" "$(cat /tmp/out /tmp/err)"
	fi
}

same() {
	world >/tmp/now
	check "$1" cmp /tmp/before /tmp/now || diag "$(diff /tmp/before /tmp/now)"
}

log_says() {
	busybox dmesg | grep -qE -e "$1"
}

world >/tmp/before

# Once around, so that what is only ever allocated once has been.
check 'add four blocks' memhpctl probe 0x100000000 --size 512M
is 'they are offline' "$(states 32 35)" offline
is 'one resource' "$(grep -c '^100000000-11fffffff : System RAM' /proc/iomem)" 1
json 'of their owner and node' '[.blocks[] | select(.block >= 32)] | length == 4 and
	all(.owner == "probe" and .node == 0 and .early == false)' memhpctl list -J
check 'remove them' memhpctl remove 32-35
same 'all is as before'

before=$(slab)
for cycle in 1 2 3; do
	check "$cycle: add eight of node 0 and eight of node 1" memhpctl probe 4G --size 2G --node 0
	check "$cycle: online" memhpctl online --zone=movable 32-47
	is "$cycle: they are movable" "$(states 32 47) $(zones_of 32 47)" 'online Movable'
	check "$cycle: offline" memhpctl offline 32-47
	check "$cycle: remove" memhpctl remove 32-47
	same "$cycle: all is as before"
done
after=$(slab)
if [ "${slow:-1}" -eq 1 ]; then
	check 'slab roughly too' test $((after - before)) -lt 4096 || diag "$before -> $after"
else
	skip 'slab roughly too' "what is freed is held back here; kmemleak looks for leaks"
fi

# The node is the one of the firmware, and one that was not there comes and goes.
check 'add a block of node 1' memhpctl probe 0x140000000 --size 128M
is 'it is on node 1' "$(memhpctl list -J 40 | jq '.blocks[0].node')" 1
check 'online it' memhpctl online --zone=movable 40
json 'remove takes it offline' '.changes == [.changes[0]] and (.changes[0] | .block == 40 and
	.from == {"state": "online", "zone": "Movable"} and .to == {"state": null, "zone": null} and
	.result == "done" and .errno == null)' memhpctl remove -J 40
same 'all is as before'
check 'add it to node 0' memhpctl probe 0x140000000 --size 128M --node 0
is 'it is on node 0' "$(memhpctl list -J 40 | jq '.blocks[0].node')" 0
memhpctl -q remove 40

# From the middle, and back.
memhpctl -q probe 4G --size 1G
check 'remove from the middle' memhpctl remove 34 36-37
is 'the others stay' "$(hotplug_blocks | xargs)" '32 33 35 38 39'
says_now() { grep -c "$1" /proc/iomem; }
is 'and their resources' "$(says_now '^100000000-10fffffff : Sys')$(says_now '^118000000-11fffffff : Sys')$(says_now '^130000000-13fffffff : Sys')" 111
json 'a block in the way' '.changes | length == 1 and (.[0] | .block == 35 and .result == "failed" and
	.reason == "claimed" and .errno == "EBUSY" and .from == .to)' memhpctl probe -J 0x110000000 --size 512M
check 'add them again' memhpctl probe 0x110000000 --size 128M
check 'and these' memhpctl probe 0x120000000 --size 256M
is 'one resource again' "$(says_now '^100000000-13fffffff : Sys')" 1
check 'remove all' memhpctl remove 32-39
same 'all is as before'

# Dry runs
json 'a dry run plans' '[.changes[] | .block] == [32, 33] and (.changes | all(.result == "planned" and
	.from.state == null and .to.state == "offline"))' memhpctl probe -n -J 4G --size 256M
same 'and adds nothing'
memhpctl -q probe 4G --size 256M
world >/tmp/with
json 'a dry run of a removal' '.changes | length == 2 and all(.result == "planned" and .to.state == null)' \
	memhpctl remove -n -J 32-33
world >/tmp/now
check 'removes nothing' cmp /tmp/with /tmp/now
memhpctl -q remove 32-33

# Bad input
says 'an address within a block' 1 '^memhpctl: 0x100001000: probe failed: .*within a block: blocks are 128M.*try: 0x100000000 --size 256M$' \
	memhpctl probe 0x100001000 --size 128M
says 'a size within a block' 1 'end within a block.*try: 0x100000000 --size 256M$' memhpctl probe 0x100000000 --size 129M
says 'boot memory' 1 'memory2 is there already' memhpctl probe 0x10000000 --size 128M
says 'the first block of all' 1 'memory0 is there' memhpctl probe 0 --size 128M
says 'over what is there and what is not' 1 'memory7 is there already' memhpctl probe 0x38000000 --size 256M
says 'the tables of the firmware' 1 '"Reserved" lies there, at 0x7ffe' memhpctl probe 0x78000000 --size 128M
says 'a window of the PCI bus' 1 '"PCI Bus 0000:00" lies there, at 0x80000000' memhpctl probe 0x80000000 --size 128M
says 'one above all memory' 1 '"PCI Bus 0000:00" lies there' memhpctl probe 0x2180000000 --size 1G
says 'memory, and behind it PCI' 1 'no memory answers at 0x1080000000|"PCI Bus' memhpctl probe 0x1078000000 --size 256M
says 'the local APIC' 1 'lies there, at 0xf' memhpctl probe 0xf8000000 --size 128M
says 'past what can be added' 1 'is past 0x[0-9a-f]+, the last address' memhpctl probe 0x10000000000000 --size 128M
says 'to the end of all addresses' 1 'is past 0x' memhpctl probe 0xfffffffff8000000 --size 128M
says 'past it' 1 'is past 0x' memhpctl probe 0xfffffffff8000000 --size 256M
says 'the empty window for DIMMs' 1 'no memory answers at 0x1080000000' memhpctl probe 0x1080000000 --size 1G
says 'where nothing is' 1 'the firmware describes no memory at 0x3000000000' memhpctl probe 0x3000000000 --size 1G
says 'no memmap in what has none' 1 'cannot hold their own memmap here; try: boot with memory_hotplug.memmap_on_memory=1' \
	memhpctl probe 4G --size 256M --memmap-on-memory
says 'no such node' 1 'no node 7 .*0-1' memhpctl probe 4G --size 128M --node 7
says 'a node without end' 2 'is no node' memhpctl probe 4G --size 128M --node 99999999999
says 'no address' 2 'name one address' memhpctl probe --size 128M
says 'two addresses' 2 'name one address' memhpctl probe 4G 5G --size 128M
says 'no size' 2 'how much' memhpctl probe 4G
says 'size 0' 2 'above 0' memhpctl probe 4G --size 0
says 'a word for an address' 2 'is no address' memhpctl probe memory32 --size 128M
says 'an address without digits' 2 'is no address' memhpctl probe 0x --size 128M
says 'an address too large' 2 'is no address' memhpctl probe 0x10000000000000000 --size 128M
says 'a zone for what stays offline' 2 'in-pieces' memhpctl probe 4G --size 128M --zone=movable
says 'boot memory is not removed' 1 'memory7: remove failed: it is memory of the boot' memhpctl remove 7
is 'nor taken offline' "$(state 7)" online
says 'nor what is not there' 1 'memory32 does not exist' memhpctl remove 32
check_exit 'nobody may add' 3 nobody memhpctl probe 4G --size 128M
json 'what is refused, in JSON' '.changes == [{"block": 528, "from": {"state": null, "zone": null},
	"to": {"state": null, "zone": null}, "result": "failed", "errno": "ENXIO", "reason": "silent",
	"detail": .changes[0].detail, "ns": 0}]' memhpctl probe -J 0x1080000000 --size 1G

# Force
check 'by force where the firmware knows none' memhpctl probe 0x3000000000 --size 128M --force
check 'which is logged' log_says 'memhp: memhpctl\[[0-9]+\] forces memory \[0x3000000000-0x3007ffffff\] in: the firmware has no memory at 0x3000000000'
check 'and gone again' memhpctl remove 1536
check 'and where nothing answers' memhpctl probe 0x1080000000 --size 256M --force
check 'logged, too' log_says 'memhp: memhpctl.* forces memory .* no memory answers at 0x1080000000'
check 'and gone again' memhpctl remove 528-529
says 'never over what is there' 1 'is there already' memhpctl probe 0x10000000 --size 128M --force
says 'never over PCI' 1 'lies there' memhpctl probe 0x80000000 --size 128M --force
says 'never off its alignment' 1 'within a block' memhpctl probe 0x100001000 --size 128M --force

# Whoever onlines what appears
echo online >"$memory/auto_online_blocks"
json 'which a dry run knows' '.changes[0].to.state == "online"' memhpctl probe -n -J 0x140000000 --size 128M
json 'the machine onlines it by itself' '.changes[0] | .result == "done" and .to.state == "online"' \
	memhpctl probe -J 0x140000000 --size 128M --node 1
echo offline >"$memory/auto_online_blocks"
memhpctl -q remove 40 2>/dev/null || skip 'it goes again' 'the kernel has put pages there that cannot move'

# One of several stays
memhpctl -q probe 4G --size 512M
memhpctl -q online --zone=movable 32-35
modprobe hold block=33
memhpctl remove --timeout=1s -J 32-35 >/tmp/out 2>/tmp/err
is 'one that is held stays' "$? $(hotplug_blocks | grep -v 40 | xargs) $(state 33)" '64 33 online'
is 'with its reason' "$(jq -r '[.changes[] | .result] | join(" ")' /tmp/out)" 'done failed done done'
rmmod hold
check 'then it goes' memhpctl remove 33

# The module goes and comes, and knows what it may remove
world >/tmp/with
check 'add' memhpctl probe 4G --size 512M
check 'the module goes' unload_memhp
load_memhp
json 'it is still of that owner' '[.blocks[] | select(.block >= 32 and .block < 36)] | length == 4 and
	all(.owner == "probe")' memhpctl list -J
check 'in two halves' memhpctl remove 33-34
check 'all of it goes' memhpctl remove 32 35
world >/tmp/now
check 'and has left nothing' cmp /tmp/with /tmp/now || diag "$(diff /tmp/with /tmp/now)"

# Two at once
for i in 1 2 3 4; do
	memhpctl probe 4G --size 1G >"/tmp/out$i" 2>&1 &
done
wait
is 'one of four adds it' "$(grep -l '8 blocks' /tmp/out[1-4] | wc -l)" 1
is 'all of it' "$(states 32 39) $(hotplug_blocks | grep -cv 40)" 'offline 8'
for i in 1 2 3 4; do
	memhpctl remove 32-39 >"/tmp/out$i" 2>&1 &
done
wait
is 'and four remove it' "$(hotplug_blocks | grep -v 40)" ''
