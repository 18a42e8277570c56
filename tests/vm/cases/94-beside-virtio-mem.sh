# SPDX-License-Identifier: GPL-2.0
# virtio_mem has the kernel's callback for pages that go online: its memory is never
# staged, other memory can be, and its device grows and shrinks as ever.
# machine: virtio-mem
# timeout: 120

holds() {
	memhpctl list -J "$1" | jq -r '.blocks[0] | [.populated, .held] | map(. / 1048576) | @tsv' | xargs
}

# Where the machine takes blocks online by itself, those are whole, and of node 1.
unloaded=$(memhpctl list -J | jq '[.blocks[] | select(.owner == "virtio_mem" and .state == "offline") | .block][0]')
[ "$unloaded" != null ] || { memhpctl -q offline 32; unloaded=32; }
out=$(memhpctl online -J --staged --zone=movable "$unloaded" 2>/tmp/err)
is 'its memory is not staged' "$? $(jq -r '.changes[0] | .result, .errno, .reason' <<<"$out" | xargs)" '1 failed EPERM driver'
is 'and as it was' "$(state "$unloaded")" offline
check 'plain online' memhpctl online --zone=movable "$unloaded"

# Its blocks come to be known.
if plug beside 512M 0; then ok 'a DIMM beside it'; else not_ok 'a DIMM beside it'; fi
memhpctl -q offline "$first-$last" 2>/dev/null
check 'is staged' memhpctl online --staged --zone=movable "$first-$last"
is 'all held' "$(holds "$first") $(holds "$last")" '0 128 0 128'
check 'populated in part' memhpctl populate --size=192M "$first-$last"
is 'in part' "$(holds "$first") $(holds $((first + 1)))" '128 0 64 64'
check 'the device grows' virtio_mem_size 3G
check 'the device shrinks' virtio_mem_size 1G
is 'and has not disturbed' "$(holds "$first") $(holds $((first + 1)))" '128 0 64 64'
check 'offline' memhpctl offline "$first-$last"
check 'the DIMM goes' unplug beside
is 'nothing is in between' "$(inconsistent)" ''
