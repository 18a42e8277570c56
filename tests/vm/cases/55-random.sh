# SPDX-License-Identifier: GPL-2.0
# Random operation from a seed: everything at once that changes memory or looks at it, a
# thousand steps, and after each all fits together. In the end all is released.
# machine: random
# processors: 2
# timeout: 300

# A debug kernel has no time for all of them; "tests/vm/run -n" says how many.
count=${steps:-$((1000 / (1 + 2 * (${slow:-1} > 1))))}
relay random "$count" "${from:-$(seed 55)}" "${slow:-1}"
check 'the module goes' unload_memhp
load_memhp
