# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2034 # names are for the cases that read this
# What the cases about pages share: processes that have memory, what explain says,
# what became of a change. To be read by a case.

# The kernel would move pages to where they are used.
[ ! -e /proc/sys/kernel/numa_balancing ] || echo 0 >/proc/sys/kernel/numa_balancing
block_pages=32768
pool=/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages
pin=/sys/module/pin/parameters

# occupied KIND NODE COUNT [pin]: a process that has such memory; sets holder, and
# address to where the memory is in it.
occupied() {
	rm -f /tmp/ready
	occupy "$1" "$2" "$3" /tmp/ready ${4+"$4"} &
	holder=$!
	# As long as it takes: memory that a host has to find first may take minutes.
	until [ -s /tmp/ready ]; do
		kill -0 $holder 2>/dev/null || return
		pause 0.01
	done
	read -r address </tmp/ready
}

# vacate PID...: they go, and their memory
vacate() {
	kill "$@"
	wait "$@" 2>/dev/null
}

# explain BLOCK...: kept for said
explain() {
	memhpctl explain -J "$@" >/tmp/explain
}

# said FILTER: of what explain said of the first block's going offline
said() {
	jq -rc ".explanations[0].offline | $1" /tmp/explain
}

# prospect BLOCK
prospect() {
	explain "$1" && said .prospect
}

# took COMMAND...: sets status and ms; what it printed is in /tmp/out and /tmp/err.
took() {
	local begin=${EPOCHREALTIME/./}
	"$@" >/tmp/out 2>/tmp/err
	status=$?
	ms=$(((${EPOCHREALTIME/./} - begin) / 1000))
}

# changed FILTER: of the changes in /tmp/out, each on a line of words
changed() {
	jq -r ".changes[] | $1" /tmp/out | xargs
}

# feature NAME: whether the module has it here
feature() {
	memhpctl status -J | jq -e --arg name "$1" \
		'.status.features[] | select(.name == $name) | .available' >/dev/null
}

# in_hex PFN: as people are told of it
in_hex() {
	printf '0x%x' "$1"
}

# all_counted DESC: each page of the block is of one kind
all_counted() {
	is "$1: each page counts once" "$(said '.pages | add')" $block_pages
}

# about DESC KIND COUNT: what else runs may have some pages there
about() {
	local got
	got=$(said ".pages[\"$2\"]")
	check "$1: $got pages, $3 or a few more" test "$got" -ge "$3" -a "$got" -le $(($3 + 256))
}

# agrees DESC KINDS WORD: the kernel's own flags count as many, give or take what has
# changed between the two looks
agrees() {
	local ours theirs
	ours=$(said "$2")
	theirs=$(jq ".$3" /tmp/flags)
	check "$1: $ours pages, the kernel's flags say $theirs" test $((ours - theirs)) -le 64 -a $((theirs - ours)) -le 64
}

# compare DESC BLOCK: what explain said of it with what the kernel tells in /proc
compare() {
	if ! pageflags $(($2 * block_pages)) $block_pages >/tmp/flags 2>/dev/null; then
		skip "$1: the kernel's flags" 'the kernel has no /proc/kpageflags'
		return
	fi
	agrees "$1: anonymous" '.pages | .anon + .pinned + .["huge-used"]' anon
	agrees "$1: huge" '.pages | .["huge-free"] + .["huge-used"]' huge
	agrees "$1: slab" '.pages.slab' slab
	agrees "$1: page tables" '.pages["page-table"]' table
}
