# SPDX-License-Identifier: GPL-2.0
# What the device must not take, and netlink neither.
# machine: dimm

before=$(grep . "$memory"/memory*/state)
while read -r verdict desc; do
	case $verdict in
	ok) ok "$desc" ;;
	*) not_ok "${desc#ok }" ;;
	esac
done < <(badioctl 42)
is 'nothing has changed' "$(grep . "$memory"/memory*/state)" "$before"
