# SPDX-License-Identifier: GPL-2.0
# A signal, the end of the caller and a deadline at each step of a change.
# machine: dimm
# processors: 2
# timeout: 300

check 'steps can be counted' modprobe steps
# In a whole check each kernel an eighth of them.
[ "$parts" -gt 1 ] && start=$((part + 1)) every=$((parts * 2)) || start=1 every=1
while read -r verdict desc; do
	case $verdict in
	ok) ok "$desc" ;;
	*) not_ok "${desc#ok }" ;;
	esac
done < <(steps 56 2 96 2 $start $every 2>&1)
check 'nothing holds on to the module' rmmod steps
is 'all fits together' "$(inconsistent)" ''
