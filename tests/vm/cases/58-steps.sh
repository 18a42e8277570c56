# SPDX-License-Identifier: GPL-2.0
# A signal, the end of the caller and a deadline at each step of a change.
# machine: dimm
# module: no
# processors: 2
# timeout: 300

# Before the module, so that what it asks of notifiers comes first and last.
check 'steps can be counted' modprobe steps
check 'the module loads' load_memhp
# In a whole check each kernel a part of them.
start=$((shares > 1 ? part + 1 : 1))
# Under KASAN a second block in a kernel zone would hold the shadow of the next.
blocks='56 2 96 1'
! grep -qw kasan_save_stack /proc/kallsyms || blocks='56 1 96 0'
# shellcheck disable=SC2086 # blocks are words
relay steps $blocks "$start" "$shares"
unload_memhp
check 'nothing holds on to the module' rmmod steps
check 'the module loads again' load_memhp
is 'all fits together' "$(inconsistent)" ''
