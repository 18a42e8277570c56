# SPDX-License-Identifier: GPL-2.0
# What the kernel itself has in a block of a kernel zone is told apart: slabs, stacks,
# page tables, as the kernel's own flags have it. Such a block says no, and means it.
# The last case of its machine, as the block may never go offline again.
# machine: dimm

# shellcheck source=../guest/pages.sh
. /guest/pages.sh

# A free huge page of many blocks that is promised to somebody keeps each of them, not
# only the first.
gib=/sys/devices/system/node/node0/hugepages/hugepages-1048576kB/nr_hugepages
memhpctl -q online --zone=kernel 40-47
why='the kernel made none there'
# Before 6.15 the kernel writes past its notes about a section for such a page, and dies.
if [ -e /sys/kernel/debug/page_owner ]; then
	why='the kernel notes owners of pages, and may not survive one'
elif [ -e $gib ]; then
	echo 1 >$gib
fi
explain 41
if [ "$(said '.pages["huge-free"]')" = $block_pages ]; then
	is 'a part of a free huge page: yes' "$(prospect 41)" yes
	mkdir -p /tmp/promised
	mount -t hugetlbfs -o pagesize=1G,min_size=1G promised /tmp/promised
	is 'of one that is promised: doubtful' "$(prospect 41)" doubtful
	is 'for that reason' "$(said .reason)" huge-page
	is 'so is its begin' "$(prospect 40) $(said .reason)" 'doubtful huge-page'
	took memhpctl offline -J --timeout=5s 41
	is 'nor does it go' "$(changed .result)" failed
	umount /tmp/promised
	is 'promised no more: yes' "$(prospect 41)" yes
	echo 0 >$gib
else
	skip 'a huge page of many blocks' "$why"
fi

memhpctl -q online --zone=kernel 56
explain 56
all_counted 'nearly empty'
check 'the kernel takes 40,000 small objects' modprobe slabs node=1 count=40000
occupied threads 1 64
threads=$holder
occupied sparse 1 500
sparse=$holder
took memhpctl explain -J 56
check "a full look took $ms ms" test "$ms" -lt $((1000 * slow))
explain 56
all_counted 'in use'
check "slabs: $(said .pages.slab)" test "$(said .pages.slab)" -ge 5000
check "stacks: $(said '.pages["kernel-stack"]')" test "$(said '.pages["kernel-stack"]')" -ge 200
check "page tables: $(said '.pages["page-table"]')" test "$(said '.pages["page-table"]')" -ge 500
compare 'kernel memory' 56
is 'it cannot go' "$(said '.prospect, .reason' | xargs)" 'no unmovable-page'
# One of each stretch of alike ones: how many depends on where they lie.
check 'some pages that stand in the way' test "$(said '.obstacles | length')" -ge 3 -a "$(said '.obstacles | length')" -le 16
is 'they are of such kinds' "$(said '[.obstacles[].kind] | unique - ["slab", "kernel-stack", "page-table", "vmemmap", "reserved", "unknown", "pinned"]')" '[]'
is 'and in the block' "$(said "[.obstacles[] | .pfn / $block_pages | floor] | unique")" '[56]'
took memhpctl offline -J --timeout=20s 56
is 'nor does it' "$(changed '.result, .errno, .reason')" 'failed EBUSY unmovable-page'
check "which is known at once: $ms ms" test "$ms" -lt $((2000 * slow))

modprobe pin longterm=1
if occupied small 1 4 pin; then
	pfn=$(<"$pin/pfn")
	is 'a page pinned for long is where it was' $((pfn / block_pages)) 56
	explain 56
	check 'it counts as pinned' test "$(said .pages.pinned)" -ge 1
	echo 0 >"$pin/address"
else
	not_ok 'a page is pinned for long'
fi
vacate "$holder" "$threads" "$sparse"
# fewer THAN FILTER: kernels free page tables a little later than their process
fewer() {
	explain 56
	test "$(said "$2")" -lt "$1"
}
check 'stacks and page tables have gone' soon fewer 200 '.pages["kernel-stack"] + .pages["page-table"]'
rmmod slabs
explain 56
if grep -qw kasan_save_stack /proc/kallsyms; then
	skip 'so have the slabs' 'KASAN keeps what is freed for a while'
else
	check 'so have the slabs' test "$(said .pages.slab)" -lt 2500
fi
all_counted 'afterwards'
