# SPDX-License-Identifier: GPL-2.0
# A block that memory ends in the middle of: the kernel never lets it go offline.
# machine: virtio-mem

is 'memory ends in block 16' "$(state 16)" online
check_exit 'it cannot go' 1 memhpctl -q offline 16
is 'for its hole' "$(memhpctl offline -J 16 2>/dev/null | jq -r '.changes[0] | .result, .errno, .reason' | xargs)" \
	'failed EINVAL holes'
check_exit 'nor if it is tried again and again' 1 timeout 5 memhpctl -q offline --retries=1000 16
is 'which explain knows before' "$(memhpctl explain -J 16 | jq -rc '.explanations[0].offline | [.prospect, .reason]')" \
	'["never","holes"]'
is 'it is online' "$(state 16)" online
