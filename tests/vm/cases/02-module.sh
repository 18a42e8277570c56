# SPDX-License-Identifier: GPL-2.0
# The module comes and goes without a trace in the kernel log.
# machine: dimm

check 'it is loaded' test -d /sys/module/memhp
check 'its device is there' test -c /dev/memhp
check 'it unloads' unload_memhp
check 'its device is gone' test ! -e /dev/memhp
check 'it loads again' load_memhp
