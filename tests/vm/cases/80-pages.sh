# SPDX-License-Identifier: GPL-2.0
# What is in a block and whether it could go: explain counts every page as what it
# is, says so of the page that somebody pinned, and is quick. Node 1 has one block
# online, so what is on that node is in it.
# machine: dimm
# timeout: 120

# shellcheck source=../guest/pages.sh
. /guest/pages.sh

memhpctl -q online --zone=movable 56
is 'an empty block: yes' "$(prospect 56)" yes
is 'it has no obstacles' "$(said '.obstacles | length')" 0
is 'nor an error' "$(said .last_error)" null
is 'all of it is free' "$(said .pages.free)" $block_pages
all_counted empty
is 'an offline one: not known' "$(prospect 57)" unknown

# What can move
occupied anon 1 48
anon=$holder
is 'anonymous memory: likely' "$(prospect 56)" likely
about 'anonymous memory' anon $((48 * 256))
all_counted 'anonymous memory'
compare 'anonymous memory' 56
occupied locked 1 4
locked=$holder
explain 56
about 'locked memory is anonymous' anon $((52 * 256))
is 'and can move' "$(said .prospect)" likely
mkdir -p /tmp/files
mount -t tmpfs -o size=32m,mpol=prefer:1 tmpfs /tmp/files
dd if=/dev/zero of=/tmp/files/file bs=1M count=16 2>/dev/null
is 'a file in tmpfs: likely' "$(prospect 56)" likely
about 'a file in tmpfs' file $((16 * 256))
all_counted 'a file in tmpfs'
if [ -e $pool ]; then
	echo 8 >$pool
	occupied huge 1 6
	is 'huge pages: likely' "$(prospect 56)" likely
	is 'huge pages: free ones' "$(said '.pages["huge-free"]')" $((5 * 512))
	is 'huge pages: used ones' "$(said '.pages["huge-used"]')" $((3 * 512))
	all_counted 'huge pages'
	compare 'huge pages' 56
	vacate $holder
	echo 0 >$pool
else
	skip 'huge pages' 'the kernel has none'
fi
vacate $anon $locked
umount /tmp/files

# What is pinned
modprobe pin
occupied small 1 4 pin
check 'a page of a process is pinned' test -s /tmp/ready
pfn=$(<$pin/pfn)
is 'it is in the block' $((pfn / block_pages)) 56
is 'a pinned page: doubtful' "$(prospect 56)" doubtful
is 'what an offline would fail with' "$(said .reason)" migration
is 'the pinned page, and no other' "$(said '[.obstacles[].pfn]')" "[$pfn]"
is 'it is of that kind' "$(said '.obstacles[0] | .kind, .order, .maps' | xargs)" 'pinned 0 1'
check 'with references that nothing explains' test "$(said '.obstacles[0] | .refs - .expected')" -ge 1
if feature mappers; then
	is 'and whose it is' "$(said '.obstacles[0] | .pid, .comm' | xargs)" "$holder occupy"
else
	skip 'and whose it is' 'the module cannot tell here'
fi
check 'people see it, too' grep -q "$(in_hex "$pfn")" <(memhpctl explain 56) ||
	diag "$(memhpctl explain 56)"
echo 0 >$pin/address
is 'not pinned any more: likely' "$(prospect 56)" likely
vacate $holder

# A page that the kernel took for itself where only pages that move should be
modprobe hold block=56
pfn=$(</sys/module/hold/parameters/pfn)
is 'a page of the kernel: no' "$(prospect 56)" no
is 'that page' "$(said '.obstacles[0] | .pfn, .kind' | xargs)" "$pfn unknown"
if [ -e /sys/kernel/debug/page_owner ]; then
	is 'and who took it' "$(said '.obstacles[0].allocated_by | .comm, .function' | xargs)" 'modprobe do_one_initcall'
else
	skip 'and who took it' 'the kernel does not run with page_owner=on'
fi

# Somebody holds the hotplug lock for longer than explain waits for it, which keeps
# nobody from registering a family of generic netlink.
echo offline >"$memory/memory56/state" 2>/dev/null &
writer=$!
pause 0.5
memhpctl explain 57 >/tmp/waiting 2>&1 &
waiting=$!
pause 1
took modprobe family
is 'a family is registered' $status 0
check "while explain waits: $ms ms" test "$ms" -lt 3000 -a -e /proc/$waiting
wait $waiting
is 'which gives up' $? 1
check 'and says what to do' grep -q 'try again later' /tmp/waiting || diag "$(</tmp/waiting)"
kill -9 $writer
wait $writer 2>/dev/null
rmmod family
rmmod hold
check 'explaining has changed nothing' memhpctl offline 56

# Boot memory
took memhpctl explain -J 0-15 32-39
is 'boot memory can be explained' $status 0
is 'a block in two zones: never' "$(jq -rc '.explanations[0].offline | [.prospect, .reason]' /tmp/out)" '["never","multizone"]'
is 'reserved pages: never' "$(jq -c '[.explanations[].offline | select(.pages.reserved > 0) | .prospect] | unique' /tmp/out)" '["never"]'
is 'each page counts once' "$(jq -c '[.explanations[].offline.pages | add] | unique' /tmp/out)" "[$block_pages]"

# 2 GiB of it, used
memhpctl -q online --zone=movable 40-55
occupied anon 0 512
took memhpctl explain -J 40-55
is '2 GiB can be explained' $status 0
check "in under a second: $ms ms" test $ms -lt $((1000 * slow))
vacate $holder
is 'nothing is in between' "$(inconsistent)" ''
