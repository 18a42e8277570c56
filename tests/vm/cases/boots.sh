# SPDX-License-Identifier: GPL-2.0
# What tests/vm/check-boot runs: 62-bootplan on each of these.
# machine: boot-one boot-two boot-two-movable boot-two-crash boot-two-core boot-four boot-four-movable boot-four-kaslr

# shellcheck source=62-bootplan.sh
. /cases/62-bootplan.sh
