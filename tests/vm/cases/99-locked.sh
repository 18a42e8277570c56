# SPDX-License-Identifier: GPL-2.0
# A kernel that is locked down while the module is there: all of it works on, in both
# degrees. The module that nobody signed does not come back, and the command says why.
# The last case of its machine: it lasts until that is booted again.
# machine: unknown
# expect-log: Lockdown:

lockdown=/sys/kernel/security/lockdown
if [ ! -e $lockdown ]; then
	skip 'a kernel that is locked down' 'the kernel cannot be'
	return 0
fi

# all_works DEGREE: what goes by kprobes, and what writes to memory that nobody has
all_works() {
	echo "$1" >$lockdown
	check "$1: the kernel is locked down" grep -qF "[$1]" $lockdown
	check "$1: memory is added" memhpctl probe $((40 << 27)) --size=256M --node=1
	check "$1: online, staged" memhpctl online --staged --zone=movable 40
	check "$1: populate" memhpctl populate --size=32M 40
	check "$1: depopulate" memhpctl depopulate 40
	check "$1: online" memhpctl online --zone=kernel 41
	check "$1: shift" memhpctl shift --zone=movable 41
	echo 41 >/sys/module/refuse/parameters/block
	is "$1: who refuses is named" "$(memhpctl offline -J 41 2>/dev/null | jq -r '.changes[0].detail' | grep -c refuse)" 1
	echo 1 >/sys/module/refuse/parameters/block
	check "$1: the policy decides for others" memhpctl policy set enforce=on 'default movable'
	check "$1: offline" memhpctl offline 40-41
	is "$1: a write to sysfs obeys" "$(echo online_kernel 2>&1 >"$memory/memory41/state" | grep -c 'not permitted')" 1
	check "$1: no policy" memhpctl policy set
	is "$1: no feature has gone" "$(memhpctl status -J | jq -c '[.status.features[] | select(.available | not) | .name]')" "$features"
	check "$1: explain" memhpctl explain 0-3
	check "$1: offline, all" memhpctl offline 40-41
	check "$1: memory is removed" memhpctl remove 40-41
}

features=$(memhpctl status -J | jq -c '[.status.features[] | select(.available | not) | .name]')
modprobe refuse going_offline=16 block=1
all_works integrity
all_works confidentiality
unload_memhp
modprobe memhp 2>/tmp/err
is 'a module that nobody signed is refused' "$? $(grep -ciE 'not permitted|rejected' /tmp/err)" '1 1'
check 'by the lockdown' grep -qE 'Lockdown: .*unsigned module' <(busybox dmesg)
memhpctl online 0 2>/tmp/err
is 'the command: exit' $? 4
check 'says that it has to be signed' grep -q 'locked down.*signed' /tmp/err || diag "$(</tmp/err)"
check 'and the status says so' grep -q 'signed' <(memhpctl status | paste -sd' ')
if modprobe -n memory-notifier-error-inject 2>/dev/null; then
	check 'one that the distribution signed comes' modprobe memory-notifier-error-inject
else
	skip 'one that the distribution signed comes' 'the kernel has none that is not built in'
fi
