# SPDX-License-Identifier: GPL-2.0
# Every failed offline says why, with the page, the notifier or the block that it is
# about; the last error is kept, and forgotten when the block has gone.
# machine: dimm
# timeout: 120

# shellcheck source=../guest/pages.sh
. /guest/pages.sh

# fails DESC WANTED COMMAND...: WANTED is "result errno reason" of its first block
fails() {
	local desc=$1 wanted=$2
	shift 2
	took "$@" -J
	is "$desc: the answer" "$(jq -r '.changes[0] | .result, .errno, .reason' /tmp/out | xargs)" "$wanted" ||
		diag "$(</tmp/out)" "$(</tmp/err)"
	[ "${wanted#failed}" = "$wanted" ] || is "$desc: exit" $status 1
}

# details DESC PATTERN: of the last one
details() {
	check "$1" grep -qE "$2" <(jq -r '.changes[0].detail' /tmp/out) || diag "$(</tmp/out)"
}

# remembers BLOCK REASON
remembers() {
	explain "$1"
	is "memory$1: its last error" "$(said .last_error.reason)" "$2"
	check "memory$1: shown" grep -q "${2//-/.}" <(memhpctl show "$1") || diag "$(memhpctl show "$1")"
}

# forgets BLOCK
forgets() {
	check "memory$1: now it can go" soon memhpctl offline "$1"
	explain "$1"
	is "memory$1: its error is forgotten" "$(said .last_error)" null
}

is 'at first there is none' "$(memhpctl explain -J 56 | jq '.explanations[0].offline.last_error')" null

fails 'more than one zone' 'failed EINVAL multizone' memhpctl offline --retries=1000 0
check "which time does not mend: $ms ms" test $ms -lt $((1000 * slow))
remembers 0 multizone

# In a kernel zone. Node 0 has better places for what else the kernel wants.
memhpctl -q online --zone=kernel 48
modprobe hold block=48
pfn=$(</sys/module/hold/parameters/pfn)
is 'the page is in the block' $((pfn / block_pages)) 48
fails 'a page of the kernel' 'failed EBUSY unmovable-page' memhpctl offline --timeout=20s 48
check "at once: $ms ms" test $ms -lt $((2000 * slow))
details 'the page is named' "$(in_hex "$pfn")"
remembers 48 unmovable-page
is 'with the page' "$(said .last_error.page.pfn)" "$pfn" || diag "$(said .last_error)"
is 'as explain sees it' "$(said "[.obstacles[].pfn] | index($pfn) != null")" true
took timeout -s INT 2 memhpctl offline -J --retries=1000 48
is 'interrupted before it is tried again: why it failed is known' \
	"$(changed '.result, .errno, .reason, .to.state, .to.zone')" 'failed EBUSY unmovable-page online Normal'
fails 'so does a shift' 'failed EBUSY unmovable-page' memhpctl shift --zone=movable 48
rmmod hold
forgets 48

memhpctl -q online --zone=movable 56
inject=/sys/kernel/debug/notifier-error-inject/memory/actions
modprobe memory-notifier-error-inject
echo -16 >$inject/MEM_GOING_OFFLINE/error
fails 'a notifier' 'failed EBUSY notifier' memhpctl offline 56
if feature notifiers; then
	details 'it is named' notifier_err_inject_callback
	explain 56
	check 'and kept' grep -q '^notifier_err_inject_callback' <(said .last_error.notifier)
else
	skip 'it is named' 'the module cannot tell here'
fi
remembers 56 notifier
echo 0 >$inject/MEM_GOING_OFFLINE/error
rmmod memory-notifier-error-inject
forgets 56

memhpctl -q online --zone=movable 56
modprobe pin
occupied small 1 4 pin
pfn=$(<$pin/pfn)
fails 'a page that does not move' 'failed ETIMEDOUT migration' memhpctl offline --timeout=3s 56
check "at its deadline: $ms ms" test $ms -ge 2700 -a $ms -le $((8000 + 300 * slow))
details 'the page is named' "$(in_hex "$pfn")"
remembers 56 migration
is 'with the page' "$(said .last_error.page.pfn)" "$pfn" || diag "$(said .last_error)"

took timeout -s INT 1 memhpctl offline -J --timeout=60s 56
is 'interrupted' "$(changed '.result, .errno, .reason')" 'failed EINTR interrupted'
remembers 56 interrupted
check 'the process lives' kill -0 $holder

# Somebody else has the lock: he tries what nobody can.
memhpctl -q online --zone=movable 57
echo offline >"$memory/memory56/state" 2>/dev/null &
writer=$!
pause 0.5
fails 'a deadline' 'failed ETIMEDOUT deadline' memhpctl offline --timeout=1s 57
kill -9 $writer
wait $writer 2>/dev/null
echo 0 >$pin/address
vacate $holder
forgets 56
memhpctl -q offline 57

if [ -e $pool ]; then
	memhpctl -q online --zone=movable 56
	echo 8 >$pool
	occupied promised 1 16
	is 'promised huge pages: doubtful' "$(prospect 56)" doubtful
	fails 'huge pages that are promised' 'failed EBUSY huge-page' memhpctl offline --timeout=20s 56
	fails 'and with them all or nothing' 'failed EBUSY huge-page' memhpctl offline --atomic --timeout=20s 56
	check "at once: $ms ms" test $ms -lt $((2000 * slow))
	remembers 56 huge-page
	vacate $holder
	forgets 56
	echo 0 >$pool
else
	skip 'huge pages that are promised' 'the kernel has none'
fi

# A block that goes away takes its error with it.
plug brief 128M 1
memhpctl -q online --zone=movable "$first"
modprobe refuse block="$first" going_offline=16
fails 'a block that will go away' 'failed EBUSY notifier' memhpctl offline "$first"
rmmod refuse
echo offline >"$memory/memory$first/state"
unplug brief
plug another 128M 1
is 'the next in its place has no error' "$(memhpctl explain -J "$first" | jq '.explanations[0].offline.last_error')" null
is 'nothing is in between' "$(inconsistent)" ''
