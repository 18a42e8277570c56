# SPDX-License-Identifier: GPL-2.0
# A notifier refuses: all of it, in the middle of a run, on the way back.
# machine: dimm

# shellcheck source=../guest/pages.sh
. /guest/pages.sh
inject=/sys/kernel/debug/notifier-error-inject/memory/actions
trick=/sys/module/refuse/parameters

# answer FILTER COMMAND...: what jq makes of the changes
answer() {
	local filter=$1
	shift
	"$@" -J 2>/dev/null | jq -r "$filter"
}

check 'the kernel'\''s error injection' modprobe memory-notifier-error-inject
echo -12 >$inject/MEM_GOING_ONLINE/error
is 'refused for want of memory' "$(answer '[.changes[] | .result + .errno + .reason] | unique | join(" ")' memhpctl online --zone=movable 56-71)" \
	failedENOMEMnotifier
is 'all are offline' "$(states 56 71)" offline
echo -16 >$inject/MEM_GOING_ONLINE/error
is 'refused for all' "$(answer '[.changes[] | .result + .errno + .reason] | unique | join(" ")' memhpctl online --zone=movable 56-71)" \
	failedEBUSYnotifier
check_exit 'exit code' 1 memhpctl online 56-71
is 'all are offline' "$(states 56 71)" offline
echo 0 >$inject/MEM_GOING_ONLINE/error
memhpctl -q online --zone=movable 56-71
echo -16 >$inject/MEM_GOING_OFFLINE/error
is 'nor may they go' "$(answer '[.changes[] | .result + .errno + .reason] | unique | join(" ")' memhpctl offline 56-71)" \
	failedEBUSYnotifier
is 'all are online' "$(states 56 71)" online
is 'nor shift' "$(answer '[.changes[] | .result + .errno + .reason] | unique | join(" ")' memhpctl shift --zone=kernel 56-71)" \
	failedEBUSYnotifier
is 'all are online and movable' "$(states 56 71) $(zones_of 56 71)" 'online Movable'
echo 0 >$inject/MEM_GOING_OFFLINE/error

# A shift that went offline and may not come back anywhere.
echo -16 >$inject/MEM_GOING_ONLINE/error
is 'a shift that cannot come back says where it is' \
	"$(answer '.changes[0] | .result, .errno, .reason, .to.state' memhpctl shift --zone=kernel 56 | xargs)" \
	'failed EBUSY notifier offline'
is 'and it is there' "$(state 56)" offline
echo 0 >$inject/MEM_GOING_ONLINE/error
rmmod memory-notifier-error-inject
memhpctl -q online --zone=movable 56

check 'a notifier that refuses one' modprobe refuse
echo 65 >$trick/block
echo 1 >$trick/going_offline
is 'one of a run stays, the others go' \
	"$(answer '[.changes[] | select(.result == "failed") | .block, .errno, .reason] | join(" ")' memhpctl offline 56-71)" \
	'65 EPERM notifier'
is 'the others are offline' "$(states 56 64) $(states 66 71) $(state 65)" 'offline offline online'
echo 0 >$trick/going_offline
echo 1 >$trick/going_online
memhpctl -q offline 65
is 'one of a run stays offline' \
	"$(answer '[.changes[] | select(.result == "failed") | .block, .errno, .reason] | join(" ")' memhpctl online --zone=movable 56-71)" \
	'65 EPERM notifier'
is 'the others are online' "$(states 56 64) $(states 66 71) $(state 65)" 'online online offline'

# All or nothing.
memhpctl -q offline 56-71
check_exit 'online all or nothing' 1 memhpctl online --atomic --zone=movable 56-71
is 'nothing' "$(states 56 71)" offline
is 'and says what was undone' \
	"$(answer '[.changes[].result] | group_by(.) | map(.[0]) | join(" ")' memhpctl online --atomic --zone=movable 56-71)" \
	'failed undone'
echo 0 >$trick/going_online
memhpctl -q online --zone=movable 56-71
echo 1 >$trick/going_offline
check_exit 'offline all or nothing' 1 memhpctl offline --atomic 56-71
is 'nothing' "$(states 56 71) $(zones_of 56 71)" 'online Movable'
echo 0 >$trick/going_offline

# On node 0, where the kernel has better places for its own pages than these.
# KASAN's shadow of blocks goes to kernel memory plugged before them, and stays.
if grep -qw kasan_save_stack /proc/kallsyms; then
	skip 'shifts to kernel memory, and back' 'KASAN has pages in them'
	return 0
fi
memhpctl -q online --zone=movable 40-55
echo 49 >$trick/block
echo 1 >$trick/going_online
check_exit 'shift all or nothing' 64 memhpctl shift --atomic --zone=kernel 40-55
is 'those before it are as before' "$(states 40 48) $(zones_of 40 48)" 'online Movable'
is 'those after it too' "$(states 50 55) $(zones_of 50 55)" 'online Movable'
is 'it could not even come back' "$(state 49)" offline
echo 0 >$trick/going_online
memhpctl -q online --zone=movable 49
# Refused there and on the way back, but no more when all is undone.
echo 2 >$trick/times
echo 1 >$trick/going_online
check_exit 'all or nothing once more' 1 memhpctl shift --atomic --zone=kernel 40-55
is 'what was left offline is undone too' "$(states 40 55) $(zones_of 40 55)" 'online Movable'
explain 49
is 'and why it failed is kept' "$(said .last_error.reason)" notifier
! feature notifiers || check 'with who refused' grep -q '^refuse' <(said .last_error.notifier)
explain 48
is 'the others had no trouble' "$(said .last_error)" null
echo 0 >$trick/going_online

# Refused in the new zone, taken back in the old one. One block alone is asked for
# twice: the first time tells that somebody refuses, the second who.
asked=1
! feature notifiers || asked=2
echo $asked >$trick/times
echo 1 >$trick/going_online
is 'refused there, back where it was' \
	"$(answer '.changes[0] | .result, .reason, .to.state, .to.zone' memhpctl shift --zone=kernel 49 | xargs)" \
	'failed notifier online Movable'
is 'as sysfs says' "$(state 49) $(zones 49)" 'online Movable'
explain 49
[ $asked = 1 ] || check 'who refused is known' grep -q '^refuse' <(said .last_error.notifier)
echo 1 >$trick/times
# The run is refused as a whole first, which does not count: it must not be cut for time.
run_ms=/sys/module/memhp/parameters/run_ms
read -r old_run_ms <$run_ms
echo 60000 >$run_ms
is 'the others of the run have shifted' \
	"$(answer '[.changes[] | .result] | group_by(.) | map("\(length) \(.[0])") | join(" ")' memhpctl shift --zone=kernel 40-55)" \
	'15 done 1 failed'
is 'as sysfs says' "$(zones_of 40 48) $(zones 49) $(zones_of 50 55)" 'Normal Movable Normal'
echo "$old_run_ms" >$run_ms
echo 0 >$trick/going_online
