# SPDX-License-Identifier: GPL-2.0
# A block with a poisoned page goes offline and never online again, so it is left
# alone by what would have to bring it back.
# machine: memmap

memhpctl -q online --zone=movable 56-57
if poison 1 2>&1 | grep -q 'Invalid argument'; then
	skip 'a shift is refused' 'the kernel cannot poison pages (CONFIG_MEMORY_FAILURE)'
	return 0
fi
block=$(memhpctl show -J 56-57 | jq '.blocks[] | select(.hwpoison) | .block')
if [ -z "$block" ]; then
	skip 'a shift is refused' 'the kernel does not count the poisoned pages of a block'
	return 0
fi
answer() {
	"$@" -J 2>/dev/null | jq -r ".changes[] | select(.block == $block) | .result, .errno, .reason, .to.state" | xargs
}
is 'a shift is refused' "$(answer memhpctl shift --zone=kernel 56-57)" 'failed EHWPOISON hwpoison online'
is 'the block is where it was' "$(state "$block") $(zones "$block")" 'online Movable'
is 'offline, if all may have to come back, too' "$(answer memhpctl offline --atomic 56-57)" 'failed EHWPOISON hwpoison online'
is 'the block is where it was' "$(state "$block")" online
check 'offline alone it goes' memhpctl offline "$block"
is 'and stays there' "$(answer memhpctl online "$block")" 'failed EHWPOISON hwpoison offline'
