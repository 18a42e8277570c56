# SPDX-License-Identifier: GPL-2.0
# A virtio-mem device grows and shrinks at run time, the kernel takes its blocks
# online as they come, and the rule for their owner decides where each one goes:
# as predicted, and as the kernel's own policy would go on.
# machine: virtio-mem
# timeout: 180

parameters=/sys/module/memory_hotplug/parameters
ratio=100
early=$(($(present 0 DMA) + $(present 0 DMA32) + $(present 0 Normal)))

# layout: a letter for each block of the device: M, N (kernel), - (offline) or a dot
# where there is none. Sets layout.
layout() {
	local block line
	layout=''
	for ((block = 32; block < 64; block++)); do
		if ! read -r line 2>/dev/null <"$memory/memory$block/state"; then
			layout+=.
		elif [ "$line" != online ]; then
			layout+=-
		elif [ "$(zones $block)" = Movable ]; then
			layout+=M
		else
			layout+=N
		fi
	done
}

# has MIB: is so much plugged, and all of it online?
has() {
	[ "$(virtio_mem_now v0)" = $(($1 << 20)) ] && layout && [[ $layout != *-* ]]
}

# resize DESC MIB: as the host wants it, and wait for the guest
resize() {
	local begin=${EPOCHREALTIME/./}
	virtio_mem_size v0 "$2M"
	soon has "$2" && ok "$1" || not_ok "$1" \
		"$(virtio_mem_now v0) bytes, $layout; $(memhpctl policy show 2>&1; dmesg | tail -n 5)"
	diag "$2 MiB after $(((${EPOCHREALTIME/./} - begin) / 1000)) ms: $layout"
}

# group: blocks that the module counts as kernel and movable memory
group() {
	memhpctl group list -J | jq -r '.groups[] | select(.owner == "virtio_mem") |
		"\(.type) \(.unit / 134217728) \(.kernel / 134217728) \(.movable / 134217728)"'
}

# recount: the same from the layout
recount() {
	local kernel=${layout//[^N]/} movable=${layout//[^M]/}
	echo "dynamic 1 ${#kernel} ${#movable}"
}

# grown OLD: what OLD becomes when the blocks that came go where the arithmetic says:
# to the movable zone as long as that is at most the ratio of what was there at boot
# and of the group's own kernel memory.
grown() {
	local i now='' kernel=${1//[^N]/} movable=${1//[^M]/}
	local k=${#kernel} m=${#movable}
	for ((i = 0; i < 32; i++)); do
		if [ "${1:i:1}" != . ]; then
			now+=${1:i:1}
		elif [ "${layout:i:1}" = . ]; then
			now+=.
		elif (((m + 1) * 32768 * 100 <= (early + k * 32768) * ratio)); then
			now+=M m=$((m + 1))
		else
			now+=N k=$((k + 1))
		fi
	done
	echo "$now"
}

soon test -e "$memory/memory39"
check 'a rule for the owner' memhpctl policy set "rule owner=virtio_mem auto-movable ratio=$ratio" 'default kernel-default'
# No more than what is there now, offline: blocks shall go online one by one. The last
# may have a folder before it has files.
virtio_mem_size v0 1G
for ((block = 32; block < 40; block++)); do
	soon test -e "$memory/memory$block/state"
	check "block $block goes online" bash -c "echo online >$memory/memory$block/state"
done
echo online >"$memory/auto_online_blocks"
resize 'all that is plugged is online' 2048
is 'as the arithmetic says' "$layout" "$(grown '................................')"
is 'the group has it' "$(group)" "$(recount)"

# The second half goes by the kernel's own policy, if there is one.
if [ -e $parameters/online_policy ]; then
	memhpctl -q policy set
	echo auto-movable >$parameters/online_policy
	echo $ratio >$parameters/auto_movable_ratio
	echo N >$parameters/auto_movable_numa_aware
fi
resize 'grow' 3072
[ ! -e $parameters/online_policy ] || echo contig-zones >$parameters/online_policy
predicted=$(memhpctl policy simulate -J --rule "rule owner=virtio_mem auto-movable ratio=$ratio" \
	--node 0=early:$((early * 4096)) --hotplug node=1,size=3G,owner=virtio_mem,group=dynamic:128M |
	jq -r '[.units[] | (if .zone == "movable" then "M" else "N" end) * .count] | add')
is 'both ways as predicted' "$layout" "$predicted........"
check 'some went each way' test "${layout//[^N]/}" != '' -a "${layout//[^M]/}" != ''
is 'the group has it' "$(group)" "$(recount)"
memhpctl -q policy set "rule owner=virtio_mem auto-movable ratio=$ratio" 'default kernel-default'
full=$layout

# A page in use may make the driver wait for a minute before it tries again.
virtio_mem_size v0 2560M
soon has 2560 || diag "no more than that, after 20 s: $(virtio_mem_now v0) bytes"
layout
diag "smaller: $layout"
is 'what is left is where it was' "$layout" "$(for ((i = 0; i < 32; i++)); do
	[ "${layout:i:1}" = . ] && echo -n . || echo -n "${full:i:1}"
done)"
check 'some of it is gone' test "$(virtio_mem_now v0)" -lt $((3 << 30))
is 'the group has it' "$(group)" "$(recount)"
small=$layout
resize 'grow again' 3072
is 'what came went by the rule' "$layout" "$(grown "$small")"
is 'the group has it' "$(group)" "$(recount)"

memhpctl -q policy set 'rule owner=virtio_mem kernel' 'default movable'
full=$layout
resize 'grow by another rule' 3584
is 'all that came is kernel memory' "$layout" "${full:0:24}NNNN...."
is 'all fits together' "$(inconsistent)" ''
echo offline >"$memory/auto_online_blocks"
