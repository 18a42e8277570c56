# SPDX-License-Identifier: GPL-2.0
# What figures.jq made, for people: a line a row, with tabs between.

# Three digits are what such a measurement is good for.
def short:
	if . >= 100 then round elif . >= 10 then . * 10 | round / 10
	else . * 100 | round / 100 end | tostring;

def measure($unit):
	if . == null then "-" elif $unit == "calls" then short
	elif . >= 1e9 then "\(. / 1e9 | short) s" else "\(. / 1e6 | short) ms" end;

def target:
	if .target == null then "-" elif .sense == "faster" then ">= \(.target)"
	elif .sense == "fewer" then "ours < \(.target)" else "<= \(.target)" end;

def verdict:
	if .rounds == 0 then "not measured" elif .met == null then ""
	elif .met then "met" else "NOT MET" end;

.bench.rows
| (["", "OURS", "AGAINST", "THEIRS", "RATIO", "MIN..MAX", "ROUNDS", "TARGET", ""]),
  (.[] | .unit as $unit
	| [.what, (.ours | measure($unit)), .against, (.other | measure($unit)),
	   (if .rounds == 0 then "-", "-" else (.ratio | short),
		"\(.ratio_min | short)..\(.ratio_max | short)" end),
	   (.rounds | tostring), target, verdict])
| @tsv
