# SPDX-License-Identifier: GPL-2.0
# To be sourced: makes the firmware's table of memory, SRAT.
#
#   srat memory DOMAIN START SIZE FLAGS	flags: 1 enabled, 2 hotpluggable, 4 non-volatile
#   srat processor DOMAIN [APIC]
#   srat bytes NUMBER...		as they are
#   srat cut BYTES			only so many of it, when it is done
#   srat sum NUMBER			what its bytes are to add up to, not to 0
#   srat_write FILE
# shellcheck shell=bash

srat_entries=() srat_cut='' srat_sum=0

# srat_number VALUE BYTES: the lowest comes first
srat_number() {
	local i
	for ((i = 0; i < $2; i++)); do srat_entries+=($(($1 >> 8 * i & 255))); done
}

srat_memory() {
	srat_entries+=(1 40)
	srat_number "$1" 4 && srat_number 0 2 && srat_number "$2" 8 && srat_number "$3" 8
	srat_number 0 4 && srat_number "$4" 4 && srat_number 0 8
}

# srat KIND VALUE...
srat() {
	case $1 in
	memory) srat_memory "${@:2}" ;;
	processor) srat_entries+=(0 16 "$2" "${3:-0}" 1 0 0 0 0 0 0 0 0 0 0 0) ;;
	bytes) srat_entries+=("${@:2}") ;;
	cut) srat_cut=$2 ;;
	sum) srat_sum=$2 ;;
	*) return 1 ;;
	esac
}

# Header, entries, and the checksum in byte 9. It is of the same maker as QEMU's
# own, and newer, so that the kernel takes it instead of that.
srat_write() {
	local body=("${srat_entries[@]}") table total=0 i
	srat_entries=(83 82 65 84)
	srat_number $((48 + ${#body[@]})) 4
	srat_entries+=(3 0 66 79 67 72 83 32 66 88 80 67 32 32 32 32)
	srat_number 2 4
	srat_number 0 8
	srat_number 1 4
	srat_number 0 8
	table=("${srat_entries[@]}" "${body[@]}")
	for i in "${table[@]}"; do total=$((total + i)); done
	table[9]=$((srat_sum - total & 255))
	printf %b "$(printf '\\x%02x' "${table[@]::${srat_cut:-${#table[@]}}}")" >"$1"
}
