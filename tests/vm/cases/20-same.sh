# SPDX-License-Identifier: GPL-2.0
# After a batch all is as after the kernel's own path on the same blocks:
# sysfs, uevents (count, order, content) and the counters of the zones.
# machine: dimm

# What of the machine must not differ. Free pages come and go, these do not.
facts() {
	local block file line all
	for ((block = first; block <= last; block++)); do
		all=$block
		for file in state valid_zones online removable phys_device; do
			read -r line <"$memory/memory$block/$file"
			all+=" $line"
		done
		echo "$all"
	done
	awk '/^Node/ { node = $2 $4 } $1 ~ /^(spanned|present|managed|start_pfn:)$/ { print node, $1, $2 }' /proc/zoneinfo
	grep MemTotal /proc/meminfo
	grep . /sys/devices/system/node/has_*
}

# listen NAME, hush: uevents into a file
listen() {
	rm -f /tmp/ready
	uevents /tmp/ready >"/tmp/$1" &
	listener=$!
	while [ ! -e /tmp/ready ]; do pause 0.05; done
}

hush() {
	pause 0.3
	kill $listener
	wait $listener 2>/dev/null
}

for zone in movable kernel; do
	# Kernel memory of node 0: of node 1 it would be the first, and be used.
	if [ $zone = movable ]; then first=56 last=87; else first=40 last=55; fi
	listen kernel-events
	for ((block = first; block <= last; block++)); do
		echo online_$zone >"$memory/memory$block/state"
	done
	facts >/tmp/kernel-online
	for ((block = first; block <= last; block++)); do
		echo offline >"$memory/memory$block/state"
	done
	facts >/tmp/kernel-offline
	hush

	listen memhp-events
	check "online as $zone" memhpctl online --zone=$zone $first-$last
	facts >/tmp/memhp-online
	if [ "$zone" = movable ]; then
		check "offline from $zone" memhpctl offline $first-$last
	else
		memhpctl -q offline $first-$last 2>/dev/null
	fi
	facts >/tmp/memhp-offline
	hush

	# Kernel memory may have been used by the kernel, which the way there
	# cannot help: then what follows would compare two different things.
	if [ "$zone" = kernel ] && grep -q ' online ' /tmp/kernel-offline /tmp/memhp-offline; then
		skip "the same after $zone" 'the kernel has put pages there that cannot move'
		continue
	fi
	for at in online offline; do
		check "the same once $at, $zone" cmp /tmp/kernel-$at /tmp/memhp-$at ||
			diag "$(diff /tmp/kernel-$at /tmp/memhp-$at)"
	done
	is "as many uevents, $zone" "$(wc -l </tmp/memhp-events)" $(((last - first + 1) * 2))
	check "the same uevents, $zone" cmp /tmp/kernel-events /tmp/memhp-events ||
		diag "$(diff /tmp/kernel-events /tmp/memhp-events | head -20)"
done

# A shift has no counterpart in the kernel but offline and online.
for ((block = first; block <= last; block++)); do echo online_kernel >"$memory/memory$block/state"; done
facts >/tmp/kernel-online
for ((block = first; block <= last; block++)); do echo offline >"$memory/memory$block/state"; done
if [ "$(states $first $last)" = offline ]; then
	memhpctl -q online --zone=movable $first-$last
	check 'shift to kernel' memhpctl shift --zone=kernel $first-$last
	facts >/tmp/memhp-online
	check 'the same after a shift' cmp /tmp/kernel-online /tmp/memhp-online ||
		diag "$(diff /tmp/kernel-online /tmp/memhp-online)"
else
	skip 'the same after a shift' 'the kernel has put pages there that cannot move'
fi
