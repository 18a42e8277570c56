# SPDX-License-Identifier: GPL-2.0
# Numbers for monitoring systems, against what the machine says of itself.
# machine: policy

file=/tmp/memhp.prom

# value SAMPLE: of the file
value() {
	awk -v name="memhp_$1" '$1 == name { print $2 }' $file
}

memhpctl -q policy set 'default auto-movable ratio=200'
memhpctl -q online --zone=movable 48-49
memhpctl -q online --staged --zone=movable 50
memhpctl -q offline 0 2>/dev/null
check 'into a file' memhpctl metrics --prometheus --output=$file
is 'that others may read' "$(busybox stat -c %a $file)" 644
is 'nothing is left beside it' "$(echo /tmp/memhp.prom*)" $file
is 'the module is there' "$(value module_loaded)" 1
is 'movable memory' "$(value 'memory_bytes{node="0",class="movable",state="online"}')" $((3 << 27))
is 'offline memory' "$(value 'memory_bytes{node="1",class="none",state="offline"}')" $((8 << 27))
is 'what is held back' "$(value 'staged_bytes{node="0"}')" $((1 << 27))
is 'what the policy allows' "$(value 'movable_limit_ratio{node="all"}')" 2.0000
is 'what may still go' "$(value 'movable_headroom_bytes{node="all"}')" \
	"$(memhpctl -J status | jq '.status.accounts[0].headroom // .status.headroom[0].headroom')"
is 'blocks that were changed' "$(value 'changes_total{op="online",result="done"}')" 3
is 'a failure, by its reason' "$(value 'failures_total{reason="multizone"}')$(value 'failures_total{reason="unmovable-page"}')" 10
is 'a time for each' "$(value 'change_seconds_count{op="online"}')" 3
is 'events' "$(value 'events_total{event="policy"}')" 1
is 'rules' "$(value rules)" 1
check_exit 'a folder that is not there' 1 memhpctl metrics --output=/nowhere/memhp.prom
is 'nobody may ask, too' "$(nobody memhpctl metrics | tail -n 1)" '# EOF'
memhpctl -q depopulate 50
unload_memhp || memhpctl -q status --release
unload_memhp
memhpctl metrics --prometheus --output=$file
is 'without the module' "$(value module_loaded) $(value rules)" '0 '
is 'there is what sysfs has' "$(value 'memory_bytes{node="1",class="none",state="offline"}')" $((8 << 27))
memhpctl metrics --output=/dev/null
check 'a device stays one' test -c /dev/null
busybox ln -s memhp.prom /tmp/link && memhpctl metrics --output=/tmp/link
is 'a link leads to the new one' "$(busybox readlink /tmp/link) $(tail -n 1 $file)" 'memhp.prom # EOF'
