# SPDX-License-Identifier: GPL-2.0
# What tests/bench/run asks for: "pair WHAT OURS OTHER" for each round of each
# measurement, in nanoseconds or system calls, and "guest WHAT VALUE".
# machine: big
# processors: 2
# timeout: 1500

mapfile -t plugged < <(hotplug_blocks)
first=${plugged[0]}
all=$first-${plugged[-1]}

chmem_online() { chmem -b -e -z Movable "$1"; }
chmem_offline() { chmem -b -d "$1"; }
memhp_online() { memhpctl -q online --zone=movable "$1"; }
memhp_offline() { memhpctl -q offline "$1"; }
chmem_list() { lsmem -a -J; }
true_program() { busybox true; }
memhp_list() { memhpctl list -J; }

# pair WHAT OURS OTHER: at once, so that what is measured is not lost with the guest
pair() {
	diag "pair $*"
}

# give_up STATUS COMMAND...: what follows would measure something else.
give_up() {
	local status=$1
	shift
	not_ok "$*" "exit status $status"$'\n'"$(</tmp/errors)"
	exit 1
}

# timed COMMAND...: sets ns. The shell forks once, as it would for anybody.
timed() {
	local begin=${EPOCHREALTIME/./} status
	"$@" >/dev/null 2>/tmp/errors
	status=$?
	ns=$(((${EPOCHREALTIME/./} - begin) * 1000))
	[ $status -eq 0 ] || give_up $status "$@"
}

# engine COMMAND BLOCKS [OPTION...]: sets ns to what the module itself counted.
engine() {
	local command=$1 range=$2 status
	shift 2
	memhpctl "$command" -J "$@" "$range" >/tmp/changes 2>/tmp/errors
	status=$?
	ns=$(jq '[.changes[].ns] | add' /tmp/changes)
	return $status
}

engine_online() { engine online "$1" --zone=movable || give_up $? engine online "$1"; }
engine_offline() { engine offline "$1" || give_up $? engine offline "$1"; }

# blocks_of COUNT [FROM]: a range of the plugged blocks
blocks_of() {
	echo "$((first + ${2-0}))-$((first + ${2-0} + $1 - 1))"
}

# order ROUND: who goes first changes from round to round.
order() {
	if (($1 % 2)); then echo chmem memhp; else echo memhp chmem; fi
}

# against_chmem BLOCKS ROUNDS
against_chmem() {
	local range round who what
	local -A took
	range=$(blocks_of "$1")
	for ((round = 1; round <= $2; round++)); do
		for who in $(order $round); do
			for what in online offline; do
				timed "${who}_$what" "$range"
				took[$who-$what]=$ns
			done
		done
		for what in online offline; do
			pair "chmem/$what/$1" "${took[memhp-$what]}" "${took[chmem-$what]}"
		done
	done
}

# against_lsmem ROUNDS: and how much of a list is the start of any program
against_lsmem() {
	local round who
	local -A took
	for ((round = 1; round <= $1; round++)); do
		for who in $(order $round); do
			timed "${who}_list"
			took[$who]=$ns
		done
		pair lsmem "${took[memhp]}" "${took[chmem]}"
		timed true_program
		pair start "$ns" "${took[memhp]}"
	done
}

# calls COMMAND...: how many system calls it makes, beyond those of --version
calls() {
	local all_calls
	strace -f -qq -o /tmp/strace "$@" >/dev/null 2>&1
	all_calls=$(wc -l </tmp/strace)
	strace -f -qq -o /tmp/strace "$1" --version >/dev/null 2>&1
	echo $((all_calls - $(wc -l </tmp/strace)))
}

# per_block HOW BLOCKS: adds to took, by the clock ("command") or by the engine
per_block() {
	local what range
	range=$(blocks_of "$2")
	for what in online offline; do
		case $1 in
		command) timed "memhp_$what" "$range" ;;
		engine) "engine_$what" "$range" ;;
		esac
		took[$what-$2]=$((ns / $2))
	done
}

# scale ROUNDS: the time per block of many blocks and of few
scale() {
	local round how what
	local -A took
	for ((round = 1; round <= $1; round++)); do
		for how in command engine; do
			per_block $how 64
			per_block $how 1024
			per_block $how 2048
			for what in online offline; do
				pair "scale/$how/$what/1024" "${took[$what-1024]}" "${took[$what-64]}"
				pair "scale/$how/$what/2048" "${took[$what-2048]}" "${took[$what-64]}"
			done
		done
	done
}

# above_floor ROUNDS: onlining all, and writing their struct pages once; see the module
above_floor() {
	local round online
	for ((round = 1; round <= $1; round++)); do
		timed memhp_online "$all"
		online=$ns
		timed memhp_offline "$all"
		timed modprobe floor pfn=$((first * 32768)) pages=$((2048 * 32768))
		read -r ns </sys/module/floor/parameters/ns
		timed rmmod floor
		pair floor "$online" "$ns"
	done
}

# shift_set FROM: there and back, against an offline and an online. In kernel
# memory the kernel may keep a page of a block, then there is no way back.
shift_set() {
	local range separate
	range=$(blocks_of 512 "$1")
	engine_online "$range"
	separate=$ns
	engine_offline "$range"
	separate=$((separate + ns))
	engine_online "$range"
	engine shift "$range" --zone=kernel || give_up $? engine shift "$range"
	pair shift/kernel "$ns" "$separate"
	if engine shift "$range" --zone=movable; then
		pair shift/movable "$ns" "$separate"
	fi
	engine offline "$range"
}

# plug_online WHO: sets ns, from the word to the host until the last of 64 GiB is
# online; then puts it all away.
plug_online() {
	local begin auto=offline
	if [ "$1" = chmem ]; then
		auto=online_movable
		memhpctl -q policy set
	else
		memhpctl -q policy set auto-online=on 'default movable'
	fi
	echo $auto >"$memory/auto_online_blocks"
	begin=${EPOCHREALTIME/./}
	plug big 64G 0 || give_up 1 plug
	soon online_now "$last" || give_up 1 online
	ns=$(((${EPOCHREALTIME/./} - begin) * 1000))
	[ "$(states "$first" "$last")" = online ] || give_up 1 states
	echo offline >"$memory/auto_online_blocks"
	memhp_offline "$first-$last" && unplug big || give_up 1 unplug
}

online_now() {
	[ "$(state "$1")" = online ]
}

# against_kernel ROUNDS: who takes memory that appears online sooner
against_kernel() {
	local round who
	local first last
	local -A took
	for ((round = 1; round <= $1; round++)); do
		for who in $(order $round); do
			plug_online "$who"
			took[$who]=$ns
		done
		pair plug "${took[memhp]}" "${took[chmem]}"
	done
}

# plain BLOCK: sets ns to the time of a plain "online" by sysfs, the lower quartile
# of many: what else runs only adds. Among movable blocks the block goes to their
# zone by itself as well as by a rule.
plain() {
	local i begin file=$memory/memory$1/state
	for ((i = 0; i < 101; i++)); do
		begin=${EPOCHREALTIME/./}
		echo online >"$file"
		echo $((${EPOCHREALTIME/./} - begin))
		echo offline >"$file" || give_up 1 offline "$1"
	done >/tmp/times
	echo online >"$file"
	[ "$(zones "$1")" = Movable ] || give_up 1 zone "$1"
	echo offline >"$file"
	ns=$(($(sort -n /tmp/times | sed -n 26p) * 1000))
}

# neighbours: movable blocks around the one that plain() is for
neighbours() {
	memhp_online "$(blocks_of 17)"
	echo offline >"$memory/memory$((first + 8))/state"
}

# plain_costs ROUNDS: what the module adds to it. The ratio is one that allows all of
# the DIMM.
plain_costs() {
	local round how
	local -A took
	neighbours
	for ((round = 1; round <= $1; round++)); do
		for how in $(if ((round % 2)); then echo none module rules; else echo rules module none; fi); do
			unload_memhp
			[ "$how" = none ] || load_memhp
			[ "$how" != rules ] || memhpctl -q policy set 'default auto-movable ratio=10000 numa-aware'
			plain $((first + 8))
			took[$how]=$ns
		done
		pair plain/module "${took[module]}" "${took[none]}"
		pair plain/rules "${took[rules]}" "${took[none]}"
	done
	unload_memhp
	load_memhp
	memhp_offline "$(blocks_of 17)"
}

# group_costs ROUNDS: what a thousand dynamic groups of a block each do to it
group_costs() {
	local round count
	local -A took
	memhpctl -q policy set 'default auto-movable ratio=10000 numa-aware'
	neighbours
	for ((round = 1; round <= $1; round++)); do
		for count in $(if ((round % 2)); then echo 10 1000; else echo 1000 10; fi); do
			manygroups make "$count" $((first + 100)) || give_up $? manygroups
			plain $((first + 8))
			took[$count]=$ns
			manygroups delete "$count" $((first + 100)) || give_up $? manygroups
		done
		pair plain/groups "${took[1000]}" "${took[10]}"
	done
	memhp_offline "$(blocks_of 17)"
}

# shift_loop FIRST LAST: to kernel memory by chmem, as one would in a script: a block
# at a time, so that one which does not go keeps no other
shift_loop() {
	local block
	for ((block = $1; block <= $2; block++)); do
		[ "$(zones $block)" = Movable ] || continue
		chmem -b -d "$block-$block" && chmem -b -e -z Normal "$block-$block" || return
	done
}

# balance_32 WHO FROM: sets ns; 32 GiB of movable memory become kernel memory, by a
# target, with all the planning and looking at pages that is part of it
balance_32() {
	local range
	range=$(blocks_of 256 "$2")
	# But for what the shifts before have left as kernel memory
	memhp_online "$range" 2>/dev/null
	if [ "$1" = memhp ]; then
		timed memhpctl -q balance --node 0 --movable=0
	else
		timed shift_loop "${range%-*}" "${range#*-}"
	fi
	[ "$(zones_of "${range%-*}" "${range#*-}")" = Normal ] || give_up 1 "balance by $1"
}

# balances ROUNDS: each on blocks of its own, since what was kernel memory may keep a
# page of the kernel. The DIMM is a static group, which would go as a whole.
balances() {
	local round who from=0
	local -A took
	timed memhpctl -q group create --type=dynamic bench
	timed memhpctl -q group add bench "$all"
	for ((round = 1; round <= $1; round++)); do
		for who in $(order $round); do
			balance_32 "$who" $from
			took[$who]=$ns
			from=$((from + 256))
		done
		pair balance "${took[memhp]}" "${took[chmem]}"
	done
}

flags_of() { pageflags $(($1 * 32768)) 32768; }
explain_of() { memhpctl explain -J "$1"; }

# explains ROUNDS: of a boot block, which has a bit of everything
explains() {
	local round who
	local -A took
	for ((round = 1; round <= $1; round++)); do
		for who in $(if ((round % 2)); then echo explain flags; else echo flags explain; fi); do
			timed "${who}_of" 1
			took[$who]=$ns
		done
		pair explain "${took[explain]}" "${took[flags]}"
	done
}

echo "guest release $(uname -r)"
echo "guest cpu $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
echo "guest blocks $(blocks | wc -l)"

# The first time, the host has to find memory for the struct pages.
timed memhp_online "$all"
is 'all can go online' "$(states "$first" "${plugged[-1]}")" online
timed memhp_offline "$all"
is 'all can go offline' "$(states "$first" "${plugged[-1]}")" offline

against_chmem 64 9
against_chmem 128 5
against_chmem 256 5
against_chmem 512 5
against_chmem 1024 3
against_chmem 2048 2
scale 5
above_floor 5

timed memhp_online "$(blocks_of 1024)"
is 'both list the same' "$(memhp_list | jq '.blocks | length')" \
	"$(chmem_list | jq '.memory | length')"
against_lsmem 25
pair calls "$(calls memhpctl list -J)" "$(calls lsmem -a -J)"
timed memhp_offline "$(blocks_of 1024)"

for from in 0 512 1024 1536; do
	shift_set $from
done

against_kernel 3
plain_costs 15
group_costs 9
explains 25
# The last, as it leaves blocks in the kernel's hands.
balances 3
