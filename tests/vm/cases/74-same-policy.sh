# SPDX-License-Identifier: GPL-2.0
# The rule auto-movable decides as the kernel's own policy does. Random sequences
# of plugs, onlines and offlines go by the kernel's online_policy=auto-movable
# first, with no module there, and then by a rule. After each step the zone of its
# block has to be the same, and the one that the arithmetic says, which is written
# down here once more: 5.10 has no policy of its own to compare with.
# machine: policy
# module: no
# timeout: 900

# Each kernel has sequences of its own.
sequences=$(($(part_of 280) / ${slow:-1}))
read -r release </proc/sys/kernel/osrelease
seed=$((74000 + 10#${release//[^0-9]/} % 1000))
parameters=/sys/module/memory_hotplug/parameters
ratios=(5 10 25 50 100 301)

# The DIMMs in play. Those with a block that the kernel has taken to itself leave
# the game, and another of that size and node comes in: what they keep is plugged
# kernel memory, which counts nowhere.
names=(d0 d1 d2) nodes=(0 1 2) firsts=(48 52 60) counts=(4 8 4)
retired=0

# early: the pages of kernel zones by node, before anything plugged is online
early=($(($(present 0 DMA) + $(present 0 DMA32) + $(present 0 Normal)))
	$(($(present 1 Normal))) $(($(present 2 Normal))))

# script NUMBER: sets ratio, aware and steps. By the seed alone, so that both who
# decide are given the same.
script() {
	RANDOM=$(((seed + $1) * 7 % 32749))
	ratio=${ratios[RANDOM % ${#ratios[@]}]} aware=$((RANDOM % 2))
	size=$((1 << RANDOM % 4)) node=$((RANDOM % 3)) when=$((RANDOM % 20))
	steps=()
	while [ ${#steps[@]} -lt 24 ]; do
		steps+=($((RANDOM % 100)) $RANDOM)
	done
}

# add NAME BLOCKS NODE: plug it
add() {
	plug "$1" $((128 * $2))M "$3" || return
	names+=("$1") counts+=("$2") nodes+=("$3") firsts+=("$first")
}

# fits NODE|all PAGES: may they be movable by the ratio?
fits() {
	local kernel=0 movable=$2 at
	for at in "${!early[@]}"; do
		[ "$1" = all ] || [ "$1" = "$at" ] || continue
		kernel=$((kernel + early[at])) movable=$((movable + moved[at] * 32768))
	done
	[ $kernel -gt 0 ] && [ $movable -le $((kernel * ratio / 100)) ]
}

# predict DIMM: sets expected to the zone of its next block. A DIMM is a group:
# all of what is left of it has to fit, and kernel memory stays so.
predict() {
	local rest=$(((counts[$1] - has_movable[$1]) * 32768))
	expected=N
	[ "${has_kernel[$1]}" -eq 0 ] && fits all $rest || return
	[ $aware -eq 0 ] || fits "${nodes[$1]}" $rest || return
	expected=M
}

# write WORD BLOCK: by sysfs; sets now, and places[BLOCK], to what it is then: M, N
# (any kernel zone) or - (offline)
write() {
	echo "$1" 2>/dev/null >"$memory/memory$2/state"
	read -r now <"$memory/memory$2/state"
	if [ "$now" = online ]; then
		read -r now <"$memory/memory$2/valid_zones"
		if [ "$now" = Movable ]; then now=M; else now=N; fi
	else
		now=-
	fi
	places[$2]=$now
}

# account DIMM ZONE BLOCKS: so many more of it there, or less
account() {
	local at=${nodes[$1]}
	case $2 in
	M) has_movable[$1]=$((has_movable[$1] + $3)) moved[at]=$((moved[at] + $3)) ;;
	N) has_kernel[$1]=$((has_kernel[$1] + $3)) ;;
	esac
}

# play NUMBER: sets trace, to a letter a step: the zone of the block after it, or a
# ! where the kernel does not give one back, which ends the sequence.
play() {
	local step dimm block was word has_movable=() has_kernel=() moved=(0 0 0)
	places=()
	for dimm in "${!names[@]}"; do
		has_movable+=(0) has_kernel+=(0)
	done
	trace=''
	for ((step = 0; step < ${#steps[@]}; step += 2)); do
		if [ $step -eq $((when * 2)) ]; then
			add "p$1" $size $node || return
			has_movable+=(0) has_kernel+=(0)
		fi
		block=$((steps[step + 1] % (16 + (step >= when * 2 ? size : 0)))) dimm=0
		while [ $block -ge "${counts[dimm]}" ]; do
			block=$((block - counts[dimm])) dimm=$((dimm + 1))
		done
		block=$((firsts[dimm] + block))
		was=${places[block]--} expected=''
		case $((steps[step])) in
		[0-9]) word=online_kernel ;;
		1[0-7]) word=online_movable ;;
		1[89] | 2? | 3[0-4]) word=offline ;;
		*) word=online && predict $dimm ;;
		esac
		[ $was = - ] || expected=''
		write $word $block
		if [ $word = offline ] && [ "$now" != - ]; then
			trace+='!'
			return 0
		fi
		trace+="$now"
		[ -z "$expected" ] || decided[$now]=$((${decided[$now]-0} + 1))
		[ $now = "${expected:-$now}" ] ||
			wrong+="sequence $1, ratio $ratio, aware $aware, step $((step / 2)): DIMM $dimm went $now, not $expected"$'\n'
		account $dimm $was -1
		account $dimm $now 1
	done
}

# put_away: all offline and unplugged, as it was. From the top, and again if the
# kernel has a page there for a moment.
put_away() {
	local dimm block left
	for _ in 1 2 3; do
		left=()
		for ((dimm = ${#names[@]} - 1; dimm >= 0; dimm--)); do
			for ((block = firsts[dimm] + counts[dimm] - 1; block >= firsts[dimm]; block--)); do
				[ "${places[block]--}" != - ] || continue
				write offline $block
				[ $now = - ] || left[dimm]=$block
			done
		done
		[ ${#left[@]} -gt 0 ] || break
		pause 0.2
	done
	for dimm in "${!left[@]}"; do
		retire "$dimm" || return
	done
	[ ${#names[@]} -gt 3 ] || return 0
	[ -z "${names[3]}" ] || unplug "${names[3]}" || return
	names=("${names[@]:0:3}") firsts=("${firsts[@]:0:3}") counts=("${counts[@]:0:3}") nodes=("${nodes[@]:0:3}")
}

# retire DIMM: a block of it stays with the kernel. The file that says that it can
# be unplugged goes: that is no longer so.
retire() {
	retired=$((retired + 1))
	rm -f "/tmp/plugged/${names[$1]}"
	names[$1]=''
	[ "$1" -lt 3 ] || return 0
	plug "s$retired" $((128 * counts[$1]))M "${nodes[$1]}" || return
	names[$1]=s$retired firsts[$1]=$first
}

by_kernel() {
	echo "$ratio" >$parameters/auto_movable_ratio
	if [ $aware = 1 ]; then echo Y; else echo N; fi >$parameters/auto_movable_numa_aware
}

by_rule() {
	local words=''
	[ $aware = 0 ] || words=' numa-aware'
	memhpctl -q policy set "default auto-movable ratio=$ratio$words"
}

# all_sequences WHO: sets traces
all_sequences() {
	local number began=$SECONDS wrong=''
	local -A decided=()
	traces=()
	for ((number = 0; number < sequences; number++)); do
		script $number
		"by_$1" && play $number && put_away || {
			not_ok "sequence $number $1" "trace $trace, names ${names[*]}"
			return
		}
		traces+=("$trace")
	done
	is "$1: as the arithmetic says" "$wrong" ''
	diag "$1: $sequences sequences from seed $seed in $((SECONDS - began)) s," \
		"decided: movable ${decided[M]}, kernel ${decided[N]}; DIMMs lost to the kernel: $retired"
	check "$1: decided both ways" test "${decided[M]-0}" -ge $((sequences / 2)) -a "${decided[N]-0}" -ge $((sequences / 2))
}

# The steps up to where one of the two was cut short
compare() {
	local number a b length short=0 different=''
	for number in "${!traces[@]}"; do
		a=${kernels[number]} b=${traces[number]}
		case $a$b in *!*) short=$((short + 1)) ;; esac
		a=${a%!} b=${b%!}
		length=$((${#a} < ${#b} ? ${#a} : ${#b}))
		[ "${a:0:length}" = "${b:0:length}" ] || different+="sequence $number: $a by the kernel, $b by the rule"$'\n'
	done
	is 'as many sequences' ${#traces[@]} $sequences
	is 'every block has the same zone' "$different" ''
	check "few sequences were cut short: $short" test $short -le $((sequences / 10))
}

if [ -e $parameters/online_policy ]; then
	check 'the kernel decides' eval "echo auto-movable >$parameters/online_policy"
	all_sequences kernel
	kernels=("${traces[@]}")
	echo contig-zones >$parameters/online_policy
else
	skip 'the kernel decides' 'the kernel has no online_policy'
	kernels=()
fi
load_memhp
all_sequences rule
[ ${#kernels[@]} -eq 0 ] || compare
