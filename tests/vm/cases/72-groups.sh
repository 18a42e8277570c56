# SPDX-License-Identifier: GPL-2.0
# Groups of devices and groups made by hand: who is in which, and how much of them
# is online where, whoever took it online.
# machine: policy

# counts NAME: what the module has: "blocks kernel movable", the latter in blocks
counts() {
	memhpctl group show -J "$1" | jq -r '.groups[0] | "\(.blocks) \(.kernel / 134217728) \(.movable / 134217728)"'
}

# of FIELD NAME
of() {
	memhpctl group show -J "$2" | jq -r ".groups[0].$1"
}

# in_group BLOCK
in_group() {
	memhpctl list -J "$1" | jq -r '.blocks[0].group'
}

# set WORD BLOCK...: by sysfs
set_state() {
	local word=$1 block
	shift
	for block; do
		echo "$word" >"$memory/memory$block/state"
	done
}

is 'boot memory is in no group' "$(in_group 40)" null
is 'a DIMM is one' "$(memhpctl group list -J | jq -c '[.groups[] | [.type, .made, .owner, .node, .blocks, .max]]')" \
	'[["static","device","acpi",0,4,536870912],["static","device","acpi",1,8,1073741824],["static","device","acpi",2,4,536870912]]'
d0=$(in_group 48) d1=$(in_group 52)
check 'each has a name of its own' test "$d0" != "$d1" -a "$d0" != null
is 'completion knows it' "$(memhpctl complete offline "group:${d1%?}" | cut -f 1)" "group:$d1"
is 'by its name alone, too' "$(memhpctl complete group show "${d1%?}" | cut -f 1)" "$d1"
is 'nothing is online' "$(counts "$d1")" '8 0 0'
set_state online_movable 52 53
set_state online_kernel 54
is 'accounts by sysfs' "$(counts "$d1")" '8 1 2'
memhpctl -q online --zone=movable 55-57
is 'by the command' "$(counts "$d1")" '8 1 5'
memhpctl -q shift --zone=kernel 57
is 'after a shift' "$(counts "$d1")" '8 2 4'
set_state offline 52
is 'after an offline' "$(counts "$d1")" '8 2 3'
unload_memhp
set_state offline 53
load_memhp
is 'after a reload, with a change meanwhile' "$(counts "$(in_group 52)")" '8 2 2'
modprobe memory-notifier-error-inject
echo -16 >/sys/kernel/debug/notifier-error-inject/memory/actions/MEM_GOING_ONLINE/error
set_state online_movable 52 2>/dev/null
memhpctl -q online --zone=movable 58-59 2>/dev/null
is 'what was refused counts nowhere' "$(state 52) $(counts "$d1")" 'offline 8 2 2'
echo 0 >/sys/kernel/debug/notifier-error-inject/memory/actions/MEM_GOING_ONLINE/error
rmmod memory-notifier-error-inject
check 'group:NAME goes offline' memhpctl offline "group:$d1"
is 'all of it' "$(states 52 59) $(counts "$d1")" 'offline 8 0 0'

plug a 512M 2
name=$(in_group "$first")
is 'what is plugged is a group, too' "$(counts "$name") $(of node "$name")" '4 0 0 2'
unplug a
check_exit 'and is none when it is gone' 1 memhpctl group show "$name"
plug a 256M 0
is 'another in its place has nothing of it' "$(counts "$(in_group "$first")") $(of max "$(in_group "$first")")" '2 0 0 268435456'
unplug a

# By hand
check 'create' memhpctl group create --type=dynamic --unit=256M --max=384M mine
is 'as it was asked for' "$(memhpctl group show -J mine | jq -c '.groups[0] | [.type, .made, .blocks, .unit, .max, .node]')" \
	'["dynamic","by-hand",0,268435456,402653184,null]'
check 'add' memhpctl group add mine 48-50
is 'they are in it' "$(in_group 50) $(counts mine)" 'mine 3 0 0'
is 'and out of the other' "$(in_group 51) $(counts "$d0")" "$d0 1 0 0"
set_state online_movable 48
set_state online_kernel 49
is 'what is online counts there' "$(counts mine) $(counts "$d0")" '3 1 1 1 0 0'
check 'what is online may be added' memhpctl group create --type=static other
set_state online_movable 60
memhpctl -q group add other 60
is 'and counts' "$(counts other)" '1 0 1'
check 'remove' memhpctl group remove other 60
is 'it is its device'\''s again' "$(counts other) $(counts "$(in_group 60)")" '0 0 0 4 0 1'
is 'the list has names' "$(memhpctl list -J 48-51 | jq -r '[.blocks[].group] | join(" ")')" "mine mine mine $d0"

# fails DESC ERRNO PATTERN WORD...: of "memhpctl group"; a line that says why
fails() {
	local desc=$1 errno=$2 pattern=$3 before got
	shift 3
	before=$(memhpctl group list -J)
	got=$(memhpctl group "$@" -J 2>/tmp/err | jq -r '.changes[0].errno')
	check_exit "$desc: exit" 1 memhpctl group "$@"
	is "$desc: errno" "$got" "$errno"
	check "$desc: says why" grep -qiE "$pattern" /tmp/err || diag "$(</tmp/err)"
	is "$desc: all as before" "$(memhpctl group list -J)" "$before"
}

fails 'a name that is taken' EEXIST 'mine' create --type=static mine
fails 'the name of a device'\''s' EEXIST "$d1" create --type=static "$d1"
fails 'a name that is too long' EINVAL '31' create --type=static a2345678901234567890123456789012
fails 'a name with a space' EINVAL 'letters' create --type=static 'a b'
fails 'a unit that is no multiple' EINVAL 'multiple' create --type=dynamic --unit=100M new
fails 'a most that is none' EINVAL 'multiple' create --type=static --max=1M new
fails 'a block of another' EEXIST 'memory48' add other 48
fails 'all or none' EEXIST 'memory48' add other 61 48
fails 'a block of another node' EXDEV 'memory52.*node' add mine 52
fails 'more than its most' E2BIG 'mine.*(max|most)' add mine 51
fails 'a group that is not there' ENXIO 'nosuch' add nosuch 51
fails 'a block that is not in it' ENODATA 'memory51' remove mine 51
fails 'a device'\''s group' EINVAL "$d1" add "$d1" 51
fails 'deleted with blocks' ENOTEMPTY 'mine' delete mine
fails 'deleting a device'\''s' EINVAL "$d1" delete "$d1"
fails 'deleting none' ENXIO 'nosuch' delete nosuch
check_exit 'no type' 2 memhpctl group create new
check_exit 'a static group with units' 1 memhpctl group create --type=static --unit=256M new
check_exit 'showing none' 1 memhpctl group show nosuch
check_exit 'blocks of none' 1 memhpctl offline group:nosuch
check_exit 'nobody may' 3 nobody memhpctl group create --type=static new

# What can go for sure goes first. A page that a process is just about to get is in doubt
# for that moment, and so is its block: then once more.
set_state online_movable 50
is 'two movable, one kernel' "$(counts mine)" '3 1 2'
offline_order() {
	local listener
	rm -f /tmp/ready
	uevents /tmp/ready >/tmp/events &
	listener=$!
	soon test -e /tmp/ready
	memhpctl -q offline group:mine || return
	pause 0.3
	kill $listener
	wait $listener 2>/dev/null
	sed -n 's|^offline@.*/\(memory[0-9]*\) .*|\1|p' /tmp/events | xargs
}
for _ in 1 2 3 4; do
	order=$(offline_order)
	[ "$order" = 'memory48 memory49 memory50' ] || break
	set_state online_movable 48
	set_state online_kernel 49
	set_state online_movable 50
done
is 'movable blocks first' "$order" 'memory48 memory50 memory49' ||
	diag "$(</tmp/events)"
is 'none is online' "$(counts mine)" '3 0 0'
check 'empty it' memhpctl group remove mine group:mine
check 'delete' memhpctl group delete mine
check 'delete' memhpctl group delete other
is 'the DIMMs are as at first' "$(memhpctl group list -J | jq -c '[.groups[] | [.made, .blocks]]')" \
	'[["device",4],["device",8],["device",4]]'
