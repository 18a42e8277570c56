# SPDX-License-Identifier: GPL-2.0
# Listing takes a handful of system calls, and nothing it cannot take.
# machine: dimm

# calls COMMAND...: how many system calls it makes
calls() {
	strace -f -qq -o /tmp/strace "$@" >/dev/null 2>&1
	wc -l </tmp/strace
}

start=$(calls memhpctl --version)
for how in list 'list -a' 'list -J'; do
	# shellcheck disable=SC2086
	n=$(($(calls memhpctl $how) - start))
	check "$how: $n system calls beyond its start, under 20" test $n -lt 20 ||
		diag "$(cat /tmp/strace)"
done
is 'each block has a line' "$(memhpctl list -a --noheadings | wc -l)" "$(blocks | wc -l)"
check 'a reader that stops early' bash -c 'memhpctl list -a | head -n 1'
check 'ranges of alike blocks' bash -c 'memhpctl list --noheadings | grep -q " 40-55 "'
