# SPDX-License-Identifier: GPL-2.0
# Memory that appears goes online by its rule, in runs, if the module was asked to;
# and the command says who else might be first.
# machine: policy
# timeout: 120

tracing=/sys/kernel/debug/tracing
auto=$memory/auto_online_blocks

# all FIRST LAST WANTED: is it so?
all() {
	[ "$(states "$1" "$2")" = "$3" ]
}

# away NAME: offline and unplugged
away() {
	local block
	read -r first last <"/tmp/plugged/$1"
	for ((block = last; block >= first; block--)); do
		[ "$(state $block)" = offline ] || echo offline >"$memory/memory$block/state"
	done
	unplug "$1"
}

check 'off until asked for' memhpctl policy set 'default movable'
plug a 256M 0
pause 0.5
is 'what is plugged stays offline' "$(states "$first" "$last")" offline
memhpctl -q policy set auto-online=on 'default movable'
pause 0.5
is 'also when it is asked for later' "$(states "$first" "$last")" offline
away a

# How often the kernel is told to put pages online, and how many
[ ! -e $tracing/kprobe_events ] || echo 'p:runs online_pages nr=%si:u64' >$tracing/kprobe_events
plug a 1G 0
check 'what is plugged then goes online' soon all "$first" "$last" online
is 'where the rule says' "$(zones_of "$first" "$last")" Movable
if [ -e $tracing/events/kprobes/runs/enable ]; then
	echo 1 >$tracing/events/kprobes/runs/enable
	plug b 2G 1
	soon all "$first" "$last" online
	echo 0 >$tracing/events/kprobes/runs/enable
	if grep -qw kasan_save_stack /proc/kallsyms; then
		skip 'sixteen blocks in few runs' 'under KASAN no run is longer than a block'
	else
		is 'sixteen blocks in few runs' "$(grep -c 'runs:' $tracing/trace | awk '{ print ($1 > 0 && $1 <= 4) ? "few" : $1 }')" few ||
			diag "$(grep runs: $tracing/trace)"
	fi
	is 'of all pages' "$(sed -n 's/.*runs:.* nr=//p' $tracing/trace | awk '{ n += $1 } END { print n }')" $((16 * 32768))
	echo >$tracing/kprobe_events
	away b
else
	skip 'sixteen blocks in few runs' 'the kernel has no kprobe events'
fi
away a

memhpctl -q policy set auto-online=on 'rule node=2 offline' 'rule node=1 kernel' 'default auto-movable ratio=10'
plug a 256M 2
plug b 256M 1
plug c 256M 0
plug d 256M 0
check 'two go online' soon all "$first" "$last" online
is 'past the ratio as kernel memory' "$(zones_of "$first" "$last")" Normal
read -r first last </tmp/plugged/c
check 'three' soon all "$first" "$last" online
is 'within the ratio as movable' "$(zones_of "$first" "$last")" Movable
read -r first last </tmp/plugged/b
check 'four' soon all "$first" "$last" online
is 'where the rule for the node says' "$(zones_of "$first" "$last")" Normal
read -r first last </tmp/plugged/a
is 'rule offline leaves it' "$(states "$first" "$last")" offline
is 'for whoever wants it' "$(memhpctl -q online --zone=movable "$first-$last" && zones_of "$first" "$last")" Movable
for name in d c b a; do
	away $name
done
is 'the groups are those of the machine' "$(memhpctl group list -J | jq '.groups | length')" 3

# A device that comes and goes at once
memhpctl -q policy set auto-online=on 'default movable'
for round in 1 2 3 4 5; do
	plug a 128M 1 && qemu 'device_del a' && soon gone "$first" && soon qemu 'object_del m-a' >/dev/null
	rm -f /tmp/plugged/a
done
check 'gone before its turn' gone "$first"

# Who is first?
echo online >$auto
check 'with the kernel'\''s own' memhpctl policy set auto-online=on 'default movable' 2>/tmp/err
memhpctl policy set auto-online=on 'default movable' >/dev/null 2>/tmp/err
check 'it is said' grep -q 'auto_online_blocks' /tmp/err || diag "$(</tmp/err)"
is 'and left' "$(<$auto)" online
check 'a dry run' memhpctl policy set -n --take-over auto-online=on 'default movable'
is 'leaves it, too' "$(<$auto)" online
memhpctl policy set --take-over auto-online=on 'default movable' >/tmp/out 2>/tmp/err
is 'taken over' $? 0
is 'by the word of its user' "$(<$auto)" offline
check 'nothing is said' test ! -s /tmp/err || diag "$(</tmp/err)"
plug a 256M 0
check 'and it works' soon all "$first" "$last" online
away a
check_exit 'not without auto-online' 2 memhpctl policy set --take-over 'default movable'
mkdir -p /etc/udev/rules.d
echo 'SUBSYSTEM=="memory", ACTION=="add", ATTR{state}=="offline", ATTR{state}="online"' >/etc/udev/rules.d/40-hot.rules
memhpctl policy set auto-online=on 'default movable' >/dev/null 2>/tmp/err
check 'a rule of udev is named' grep -q '40-hot.rules' /tmp/err || diag "$(</tmp/err)"
rm -r /etc/udev

# The module goes with blocks still to be looked at.
for round in 1 2 3; do
	plug "e$round" 256M 0
	unload_memhp
	load_memhp
	memhpctl -q policy set auto-online=on 'default movable'
done
is 'all fits together' "$(inconsistent)" ''
