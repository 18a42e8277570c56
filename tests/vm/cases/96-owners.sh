# SPDX-License-Identifier: GPL-2.0
# Who added a block: the balloon of Hyper-V is told from what was added by hand.
# machine: unknown

owner() {
	memhpctl list -J "$1" | jq -r '.blocks[0].owner'
}

memhpctl -q probe 4G --size 256M
modprobe hv_balloon block=36 || not_ok 'the stand-in loads'
is 'owners' "$(owner 0) $(owner 32) $(owner 36)" 'boot probe hv_balloon'
memhpctl remove 36 >/tmp/out 2>/tmp/err
is 'what is not ours is not removed' "$? $(state 36)" '1 offline'
check 'and says why' grep -q 'memory36: remove failed: it is memory of the boot, or of a driver' /tmp/err
memhpctl remove --atomic -J 32 36 >/tmp/out 2>/tmp/err
is 'all or none' "$? $(jq -r '[.changes[].reason] | join(" ")' /tmp/out)" '1 atomic not-ours'
memhpctl -q policy set 'rule owner=hv_balloon movable' 'default kernel'
is 'rules know it' "$(memhpctl explain -J 36 | jq -r '.explanations[0].policy.choice')" movable
is 'and the other' "$(memhpctl explain -J 32 | jq -r '.explanations[0].policy.choice')" kernel
check 'what is ours goes' memhpctl remove 32-33
rmmod hv_balloon
is 'without it nobody knows better' "$(owner 36)" probe
check 'then that goes too' memhpctl remove 36
