# SPDX-License-Identifier: GPL-2.0
# More memory than there is room for the struct pages of: refused, with how much can be
# added; added in pieces; added with its struct pages in itself.
# machine: unknown unknown-memmap
# timeout: 300

# Where pages are poisoned all that goes online is touched, and the host has to have it.
size=62G blocks=496
[ "${slow:-1}" -eq 1 ] || size=2G blocks=16

free_kb() {
	awk '$1 == "MemFree:" { print $2 }' /proc/meminfo
}

added() {
	hotplug_blocks | wc -l
}

if [ "$machine" = unknown-memmap ]; then
	before=$(free_kb)
	check 'add much, with its memmap in it' memhpctl probe 4G --size $size --memmap-on-memory
	is 'all of it is there' "$(added)" $blocks
	is 'each has its memmap' "$(memhpctl show -J 32 $((31 + blocks)) | jq -c '[.blocks[].memmap]')" '[true,true]'
	used=$((before - $(free_kb)))
	check 'hardly any kernel memory went for it' test $used -lt $((blocks * 160)) || diag "$used kB"
	check 'online two' memhpctl online --zone=movable 32-33
	check 'remove one of them' memhpctl remove 33
	check 'add it again without' memhpctl probe 0x108000000 --size 128M
	is 'it has none' "$(memhpctl show -J 33 | jq '.blocks[0].memmap')" false
	check 'remove them all' memhpctl remove 32-$((31 + blocks))
	is 'nothing is left' "$(added) $(grep -c '^100000000-' /proc/iomem)" '0 0'
	return
fi

if [ $size = 62G ]; then
	memhpctl probe 4G --size $size >/tmp/out 2>/tmp/err
	is 'too much is refused' $? 1
	check 'with how much fits' grep -E '^memhpctl: 0x100000000: probe failed: its struct pages would not fit in free kernel memory: [0-9.]+G can be added now; try: adding it --in-pieces' /tmp/err ||
		diag "$(cat /tmp/err)"
	fits=$(grep -o '[0-9.]*G can' /tmp/err)
	fits=${fits%%[.G]*}
	expected=$(($(free_kb) / 16 / 1024))
	check 'that is about free memory' test "$fits" -le $expected -a "$fits" -gt $((expected * 7 / 10)) ||
		diag "$fits of $expected"
	is 'and nothing was added' "$(added)" 0
	# What is free changes a little all the time.
	fits=$((fits - 1))
	memhpctl -q policy set "rule size=${fits}G movable" 'default kernel'
	check 'so much fits' memhpctl probe 4G --size "${fits}G"
	is 'its pieces are one device to the rules' "$(memhpctl explain -J 32 $((31 + $(added))) |
		jq -c '[.explanations[].policy.rule.number]')" '[1,1]'
	memhpctl -q policy set 'default kernel-default'
	memhpctl -q remove 32-$((31 + $(added)))
	is 'and are gone again' "$(added)" 0
fi

memhpctl probe 4G --size $size --in-pieces --zone=movable >/tmp/out 2>/tmp/err &
adding=$!
soon test -e "$memory/memory33"
kill -TERM $adding
wait $adding
is 'a signal stops it' "$?" 64
n=$(added)
check 'which it says' grep -q 'a signal came first\|interrupted' /tmp/err || diag "$n blocks: $(cat /tmp/err)"
check 'before the end' test "$n" -lt $blocks
check 'what was added is known' grep -q "^memory32-" /tmp/out
memhpctl -q remove 32-$((31 + n))
is 'all of that goes' "$(added)" 0

check 'a dry run plans all' memhpctl probe -n 4G --size $size --in-pieces --zone=movable
memhpctl probe -J 4G --size $size --in-pieces --zone=movable >/tmp/out 2>/tmp/err
status=$?
n=$(added)
diag "$n blocks, $(free_kb) kB free; $(cat /tmp/err)"
if [ $size = 62G ]; then
	is 'in pieces to the movable zone, until nothing fits' "$status $((n > 250 && n < blocks))" '64 1'
	check 'which it says' grep -q "struct pages would not fit" /tmp/err
else
	is 'in pieces to the movable zone' "$status $n" "0 $blocks"
fi
is 'what was added is movable' "$(states 32 $((31 + n))) $(zones_of 32 $((31 + n)))" 'online Movable'
is 'as the answer says' "$(jq '[.changes[] | select(.result == "done" and .to.zone == "Movable" and
	.from.state == null)] | length' /tmp/out)" "$n"
check 'all of it goes again' memhpctl remove 32-$((31 + n))
is 'all of it' "$(added)" 0

# The last, for it will not go again: what is for the kernel makes room for more.
check 'in pieces to the kernel, all of it' memhpctl probe 4G --size $size --in-pieces --zone=kernel
is 'it is there' "$(added) $(states 32 $((31 + blocks)))" "$blocks online"
