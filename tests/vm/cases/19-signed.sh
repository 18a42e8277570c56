# SPDX-License-Identifier: GPL-2.0
# A kernel that is locked down from its start takes the module, signed with a key that the
# owner of the machine has given to its firmware, as dkms does it; and nobody else's.
# machine: signed
# expect-log: Lockdown:|Loading of unsigned module|module verification failed

check 'the kernel is locked down' grep -qF '[integrity]' /sys/kernel/security/lockdown
check 'the module is signed' grep -qaF '~Module signature appended~' "$(modinfo -n memhp)"
check 'and is there' memhpctl status
is 'and the kernel takes it for that' "$(($(</proc/sys/kernel/tainted) & 8192))" 0
modprobe refuse 2>/tmp/err
is 'another that nobody signed is refused' "$? $(grep -ciE 'not permitted|rejected' /tmp/err)" '1 1'
is 'the policy can be asked' "$(memhpctl status -J | jq '.status.features[] | select(.name == "policy").available')" true
check 'online' memhpctl online --zone=movable 32-39
is 'they are' "$(zones_of 32 39)" Movable
check 'shift' memhpctl shift --zone=kernel 39
check 'the policy decides for others' memhpctl policy set 'default movable'
check 'explain' memhpctl explain 0-3
# The other is kernel memory, where a page of the kernel's may be by now.
check 'offline' memhpctl offline 32-38
is 'they are so' "$(states 32 38)" offline
