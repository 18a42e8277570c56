# SPDX-License-Identifier: GPL-2.0
# 100 unloads and reloads under traffic by sysfs and by the command.
# machine: dimm
# timeout: 300

traffic() {
	while [ ! -e /tmp/enough ]; do
		echo online_movable >"$memory/memory$((56 + RANDOM % 16))/state"
		echo offline >"$memory/memory$((56 + RANDOM % 16))/state"
	done
}

commands() {
	while [ ! -e /tmp/enough ]; do
		memhpctl -q online --zone=movable 60-75
		memhpctl list
		memhpctl -q offline 60-75
		# The module cannot go while this is at work: leave it a gap.
		sleep 0.1
	done
}

rm -f /tmp/enough
(RANDOM=1; traffic) >/dev/null 2>&1 &
(RANDOM=2; commands) >/dev/null 2>&1 &
reloads=0
while [ $reloads -lt 100 ] && [ $SECONDS -lt $((300 * ${slow:-1})) ]; do
	# It cannot go while the command is at work.
	rmmod memhp 2>/dev/null || { sleep 0.01; continue; }
	modprobe memhp || break
	reloads=$((reloads + 1))
done
: >/tmp/enough
wait
is 'reloaded' $reloads 100
is 'all fits together' "$(inconsistent)" ''
check 'all can go' memhpctl offline 56-87
