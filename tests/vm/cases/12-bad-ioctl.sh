# SPDX-License-Identifier: GPL-2.0
# What the device must not take, and netlink neither.
# machine: dimm

before=$(grep . "$memory"/memory*/state)
relay badioctl 42 56
is 'the policy is the good one' "$(memhpctl policy show -J | jq -c '[.policy.rules[].text, .policy.options]')" \
	'["default kernel-default",{"enforce":false,"auto_online":false}]'
is 'no group is left' "$(memhpctl group list -J | jq '[.groups[] | select(.by_hand)] | length')" 0
is 'nothing has changed' "$(grep . "$memory"/memory*/state)" "$before"

# Dumps by hand. PAGES and TROUBLE tell of page frames, ZONES does not.
pages=7 trouble=8 zones=9
is 'pages of a block' "$(dump $pages 42 1)" '1 messages'
is 'errors of all blocks' "$(dump $trouble)" '0 messages'
is 'pages for nobody' "$(nobody dump $pages 42 1)" EPERM
is 'errors for nobody' "$(nobody dump $trouble)" EPERM
if [ -e /proc/self/ns/user ]; then
	is 'pages for the root of a user namespace' "$(nobody -u dump $pages 42 1)" EPERM
	is 'errors, too' "$(nobody -u dump $trouble)" EPERM
else
	skip 'pages for the root of a user namespace' 'the kernel has no user namespaces'
fi
check 'zones for anybody' grep -qE '^[1-9][0-9]* messages' <(nobody dump $zones)
is 'pages of no blocks' "$(dump $pages)" EINVAL
is 'pages from a block on, without end' "$(dump $pages 42)" EINVAL
is 'pages of none of them' "$(dump $pages 42 0)" EINVAL
is 'blocks past the last' "$(dump $pages 5000 3)" '0 messages'
for number in 18446744073709551615 9223372036854775808 36028797018963968; do
	check "a dump of $number blocks ends" timeout 20 dump $pages "$number" 1
	check "a dump from 42 with $number ends" timeout 20 dump $pages 42 "$number"
	check "errors of $number ends" timeout 20 dump $trouble "$number" "$number"
done

# Who may not know about the pages still gets the rest.
nobody memhpctl explain -J 42 >/tmp/out 2>/tmp/err
is 'explain for nobody: exit' $? 0
is 'the half about the policy' "$(jq -c '.explanations[0] | [.block, (.policy | type), .offline]' /tmp/out)" '[42,"object",null]'
check 'and that there is more' test -s /tmp/err
