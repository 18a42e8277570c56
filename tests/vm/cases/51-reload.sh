# SPDX-License-Identifier: GPL-2.0
# 100 unloads and reloads under traffic by sysfs and by the command, each
# time with rules that everybody's onlining passes.
# machine: dimm
# processors: 2
# timeout: 600

traffic() {
	while [ ! -e /tmp/enough ]; do
		echo online_movable >"$memory/memory$((56 + RANDOM % 16))/state"
		echo offline >"$memory/memory$((56 + RANDOM % 16))/state"
		pause 0.01
	done
}

commands() {
	# The module cannot go while one of these is at work: leave it gaps.
	while [ ! -e /tmp/enough ]; do
		memhpctl -q online --zone=movable 60-67
		pause 0.1
		memhpctl list
		pause 0.1
		memhpctl -q offline 60-67
		pause 0.1
	done
}

# Whom the rules, or without them the kernel, tell where to go. On node 0: of
# node 1 the kernel would keep its first memory.
undecided() {
	while [ ! -e /tmp/enough ]; do
		echo online >"$memory/memory$((40 + RANDOM % 8))/state"
		echo offline >"$memory/memory$((40 + RANDOM % 8))/state"
		pause 0.01
	done
}

# by_rule: does a plain online obey the rules?
by_rule() {
	echo online >"$memory/memory55/state" && [ "$(zones 55)" = Movable ] &&
		echo offline >"$memory/memory55/state"
}

rm -f /tmp/enough
(RANDOM=$(seed 1); traffic) >/dev/null 2>&1 &
(RANDOM=$(seed 2); commands) >/dev/null 2>&1 &
(RANDOM=$(seed 3); undecided) >/dev/null 2>&1 &
wanted=$(part_of 100)
reloads=0
ended='no time left'
while [ $SECONDS -lt $((1500 * ${slow:-1})) ]; do
	rmmod memhp 2>/dev/null || { pause 0.05; continue; }
	ended=$(modprobe memhp 2>&1) || { ended="modprobe: $ended"; break; }
	memhpctl -q policy set auto-online=on 'default movable' || { ended='no rules can be set'; break; }
	((reloads % 5)) || by_rule || { ended="the rules do not hold: $(zones 55)"; break; }
	reloads=$((reloads + 1))
	[ $reloads -lt "$wanted" ] || break
	ended="no time left after $SECONDS s"
done
echo "$reloads reloads in $SECONDS s"
: >/tmp/enough
wait
is 'reloaded' "$reloads${ended:+, $ended}" "$wanted"
is 'all fits together' "$(inconsistent)" ''
unload_memhp
is 'no probe is left' "$(</sys/kernel/debug/kprobes/list)" ''
load_memhp
check 'all can go' memhpctl offline 56-87
