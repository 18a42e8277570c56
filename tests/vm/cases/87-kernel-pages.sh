# SPDX-License-Identifier: GPL-2.0
# What the kernel itself has in a block of a kernel zone is told apart: slabs, stacks,
# page tables, as the kernel's own flags have it. Such a block says no, and means it.
# The last case of its machine, as the block may never go offline again.
# machine: dimm

# shellcheck source=../guest/pages.sh
. /guest/pages.sh

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
