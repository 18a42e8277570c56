# SPDX-License-Identifier: GPL-2.0
# Memory of a dax device that kmem gave to the kernel is told from the rest.
# machine: dax

nd=/sys/bus/nd dax=/sys/bus/dax

# As ndctl does it: the namespace becomes a device of dax, whose struct pages are in RAM.
to_devdax() {
	local seed
	seed=$(cat $nd/devices/region0/dax_seed) || return
	[ ! -e $nd/devices/namespace0.0/driver ] ||
		echo namespace0.0 >$nd/devices/namespace0.0/driver/unbind || return
	echo 2097152 >"$nd/devices/$seed/align"
	echo 12345678-1234-1234-1234-123456789abc >"$nd/devices/$seed/uuid" &&
		echo ram >"$nd/devices/$seed/mode" &&
		echo namespace0.0 >"$nd/devices/$seed/namespace" &&
		echo "$seed" >$nd/drivers/dax_pmem/bind
}

if ! to_devdax || ! soon ls $dax/devices/dax0.0 >/dev/null; then
	diag "$(ls $nd/devices $nd/drivers $dax/devices $dax/drivers 2>&1; busybox dmesg | tail -n 5)"
	not_ok 'there is a device of dax'
	return
fi
[ ! -e $dax/devices/dax0.0/driver ] || echo dax0.0 >$dax/devices/dax0.0/driver/unbind
echo dax0.0 >$dax/drivers/kmem/new_id
soon test -e "$memory/memory38"
diag "$(grep -A3 Persistent /proc/iomem)"
is 'its owner' "$(memhpctl list -J 38 | jq -r '.blocks[0].owner')" dax
is 'and of its neighbours' "$(memhpctl list -J 40 | jq -r '.blocks[0].owner')" boot
memhpctl remove 38 2>/tmp/err
is 'it is not ours to remove' $? 1
check 'which is said' grep -q 'memory38: remove failed: it is memory of the boot, or of a driver' /tmp/err
