# SPDX-License-Identifier: GPL-2.0
# Lines of tests/vm/cases/bench.sh, as raw input, to {"bench": …}. Times are in
# nanoseconds. A ratio is taken by round: the other divided by ours where more
# is better ("faster", "fewer"), ours divided by the other where less is
# ("cost"). "met" is null where there is no target, or nothing was measured.

def words: [splits("[# ]+") | select(. != "")];

def median:
	sort | (length / 2 | floor) as $half
	| if length == 0 then null
	  elif length % 2 == 1 then .[$half]
	  else (.[$half - 1] + .[$half]) / 2 end;

# The rows to be, in the order of the table.
def subjects($blocks):
	((64, 128, 256, 512, 1024, 2048) as $n | ("online", "offline") as $op
	| { key: "chmem/\($op)/\($n)", what: "\($op) \($n) blocks", against: "chmem",
	    sense: "faster", operation: $op, blocks: $n,
	    target: (if $n == 1024 then 10 elif $n == 2048 and $op == "online" then 20 else null end) }),
	{ key: "floor", what: "online 2048 blocks", against: "writing their struct pages",
	  sense: "cost", target: 3 },
	(("command", "engine") as $how | ("online", "offline") as $op | (1024, 2048) as $n
	| { key: "scale/\($how)/\($op)/\($n)", what: "\($op), a block of \($n), \($how)",
	    against: "a block of 64", sense: "cost",
	    target: (if $n == 1024 then 1.25 else 1.2 end) }),
	{ key: "lsmem", what: "list \($blocks) blocks", against: "lsmem -a",
	  sense: "faster", target: 20 },
	{ key: "start", what: "a program that does nothing", against: "that list",
	  sense: "cost", target: null },
	{ key: "calls", what: "system calls for that", against: "lsmem -a",
	  sense: "fewer", target: 20 },
	(("kernel", "movable") as $zone
	| { key: "shift/\($zone)", what: "shift 512 blocks to \($zone), engine",
	    against: "offline + online", sense: "cost", target: 1.2 }),
	{ key: "plug", what: "plug 64 GiB until all is online", against: "auto_online_blocks",
	  sense: "faster", target: null },
	{ key: "plain/module", what: "echo online, module and no rules", against: "no module",
	  sense: "cost", target: 1.02 },
	{ key: "plain/rules", what: "echo online, by a rule with a ratio", against: "no module",
	  sense: "cost", target: 1.05 },
	{ key: "plain/groups", what: "echo online, 1,000 groups", against: "ten groups",
	  sense: "cost", target: 1.05 },
	{ key: "explain", what: "explain a block", against: "its flags from /proc",
	  sense: "cost", target: null },
	{ key: "balance", what: "balance 32 GiB to kernel", against: "chmem -d, -e -z, by block",
	  sense: "faster", target: null },
	({ "staged": ["online 8 GiB staged", "online 8 GiB"],
	   "populate": ["populate 8 GiB", "online 8 GiB"],
	   "depopulate": ["depopulate 8 GiB", "populate 8 GiB"],
	   "first": ["add 64 GiB in pieces, first page", "all at once"],
	   "pieces": ["add 64 GiB in pieces, all pages", "all at once"] } | to_entries[]
	| { key, what: .value[0], against: .value[1], sense: "cost", target: null }),
	({ "plan": "plan 131,072 blocks, on the host", "plan/units": "the same in units of two",
	   "plan/interleaved": "the same, interleaved" } | to_entries[]
	| { key, what: .value, against: "0.2 s", sense: "cost", target: 1 });

def ratio($sense):
	if $sense == "cost" then .ours / .other else .other / .ours end;

def met:
	if .target == null or .rounds == 0 then null
	elif .sense == "faster" then .ratio >= .target
	elif .sense == "fewer" then .ours < .target
	else .ratio <= .target end;

def row($pairs):
	.sense as $sense | ($pairs | map(ratio($sense))) as $ratios
	| del(.key) + {
		unit: (if $sense == "fewer" then "calls" else "ns" end),
		rounds: ($pairs | length),
		ours: ($pairs | map(.ours) | median),
		other: ($pairs | map(.other) | median),
		ratio: ($ratios | median), ratio_min: ($ratios | min), ratio_max: ($ratios | max)
	} | .met = met;

[inputs | words] as $lines
| ($lines | map(select(.[0] == "guest") | { (.[1]): (.[2:] | join(" ")) }) | add) as $guest
| ($lines | map(select(.[0] == "pair")
		| { key: .[1], ours: .[2] | tonumber, other: .[3] | tonumber })) as $pairs
| { bench: {
	kernel: $guest.release, date: $date, cpu: $guest.cpu,
	emulated: ($guest.cpu | test("TCG")), load_before: ($load | tonumber),
	rows: [subjects($guest.blocks) | .key as $key | row($pairs | map(select(.key == $key)))]
  } }
