# SPDX-License-Identifier: GPL-2.0
# Ioctls and netlink messages by a generator that knows the structures: good, nearly good
# and wild, by several processes, as root and as nobody. A million of them where there is
# time for it.
# machine: unknown
# processors: 2
# timeout: 1800

# Debug kernels do a million between them, and with -w each kernel does: then blocks go to
# kernel zones, too, which some of them will not leave again.
calls=20000 often=(-o 100) stay=
if [ "$parts" -eq 1 ] || [ "$slow" -gt 1 ]; then
	calls=$(part_of 1000000) often=(-o 1000 -k) stay=yes
fi
seed=$(seed 16)
first=40 last=47

# objects: of the kernel's small ones that are in use; those that wait in lists of
# processors would blur it.
objects() {
	local cache
	for cache in /sys/kernel/slab/kmalloc-*/shrink; do
		echo 1 >"$cache"
	done
	awk '/^kmalloc-/ { n += $2 } END { print n }' /proc/slabinfo
}

vmalloced() {
	awk '$1 == "VmallocUsed:" { print $2 }' /proc/meminfo
}

# fuzzed SEED CALLS: its last line says how many and how long
fuzzed() {
	fuzz -s "$1" -n "$2" -p 4 "${often[@]}" -t $((20 * slow)) $first $last >/tmp/fuzz 2>&1
	local status=$?
	diag "$(</tmp/fuzz)"
	return $status
}

# cleaned: nothing is staged, nobody decides, and what can go is gone
cleaned() {
	local block
	memhpctl -q status --release && memhpctl -q policy set || return
	for block in $(hotplug_blocks); do
		memhpctl -q offline "$block" || { [ "$stay" ] && [ "$(zones "$block")" = Normal ]; } || return
		[ "$(state "$block")" = online ] || memhpctl -q remove "$block" || return
	done
}

memhpctl -q probe $((first << 27)) --size=512M --node=1
boot=$(grep . "$memory"/memory[0-7]/state)
# What is only ever allocated once has been, after that.
check 'some calls to begin with' fuzzed $((seed + 1)) 2000
check 'all can be taken back' cleaned
[ "$stay" ] || memhpctl -q probe $((first << 27)) --size=512M --node=1
before=$(objects) vm_before=$(vmalloced)
# Many go in parts, so that a seed leads to what was found within minutes.
for ((made = 0; made < calls; made += 100000)); do
	part=$((calls - made < 100000 ? calls - made : 100000))
	diag "seed $seed"
	check "$part calls, seed $seed: nothing that must not be" fuzzed "$seed" "$part" || break
	seed=$((seed + 2))
done
check 'the command works' memhpctl list
is 'all fits together' "$(inconsistent)" ''
is 'boot memory stays where it was' "$(grep . "$memory"/memory[0-7]/state)" "$boot"
check 'all can be taken back and removed' cleaned
is 'all fits together' "$(inconsistent)" ''
if [ -e /sys/kernel/debug/kmemleak ]; then
	skip 'no object of the kernel is lost' 'kmemleak looks, after the case'
else
	check "no object of the kernel is lost: $before, $(objects) in use" test $(($(objects) - before)) -lt $((calls / 40 + 1000))
	check "nor larger ones: $vm_before, $(vmalloced) KiB" test $(($(vmalloced) - vm_before)) -lt 4096
fi
