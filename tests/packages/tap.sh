# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the parts of this suite share. Their points have no numbers: run counts
# them. A part that does not come to its "end" has failed.

log=$(mktemp)

# check DESC COMMAND...: the command must succeed.
check() {
	local desc=$1
	shift
	if "$@" >"$log" 2>&1 </dev/null; then
		echo "ok - $desc"
		return
	fi
	echo "not ok - $desc"
	tail -n 30 "$log" | sed 's/^/#   /'
	return 1
}

# same DESC WANTED GOT
same() {
	check "$1" diff <(echo "$2") <(echo "$3")
}

skip() {
	echo "ok - $1 # SKIP $2"
}

end() {
	rm -f "$log"
	echo end
}
