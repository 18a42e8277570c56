# SPDX-License-Identifier: GPL-2.0
# What the device must not take, and netlink neither.
# machine: dimm

before=$(grep . "$memory"/memory*/state)
while read -r verdict desc; do
	case $verdict in
	ok) ok "$desc" ;;
	*) not_ok "${desc#ok }" ;;
	esac
done < <(badioctl 42 56)
is 'the policy is the good one' "$(memhpctl policy show -J | jq -c '[.policy.rules[].text, .policy.options]')" \
	'["default kernel-default",{"enforce":false,"auto_online":false}]'
is 'no group is left' "$(memhpctl group list -J | jq '[.groups[] | select(.by_hand)] | length')" 0
is 'nothing has changed' "$(grep . "$memory"/memory*/state)" "$before"
