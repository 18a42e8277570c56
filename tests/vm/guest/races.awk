# SPDX-License-Identifier: GPL-2.0
# Of the kernel's log: the title of a data race, as KCSAN has it, only where one of the two
# is in the module. No other line of such a report means anything to who looks for faults.
/BUG: KCSAN:/ {
	if (ours)
		print title
	title = $0
	ours = /\[memhp\]/
	next
}
/\[memhp\]/ && title != "" { ours = 1 }
/Reported by Kernel Concurrency Sanitizer/ {
	if (ours)
		print title
	title = ""
	ours = 0
}
{ print }
END {
	if (ours)
		print title
}
