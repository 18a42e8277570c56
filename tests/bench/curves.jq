# SPDX-License-Identifier: GPL-2.0
# What figures.jq made, as a picture: how long changing blocks takes, by how many. Both
# axes are logarithmic, so that what grows with the number is a straight line, and what
# grows with its square one that is twice as steep.

def left: 70;
def right: 560;
def top: 50;
def bottom: 370;
def across: left + (log2 - 6) / 5 * (right - left) | round;
def up: bottom - ((. / 1e7 | log10) / 4) * (bottom - top) | round;	# 10 ms to 100 s

def text($x; $y; $anchor): "<text x=\"\($x)\" y=\"\($y)\" text-anchor=\"\($anchor)\">\(.)</text>";

def line($x1; $y1; $x2; $y2):
	"<line x1=\"\($x1)\" y1=\"\($y1)\" x2=\"\($x2)\" y2=\"\($y2)\" stroke=\"#ddd\"/>";

def seconds: if . >= 1e9 then "\(. / 1e9) s" else "\(. / 1e6) ms" end;

# curve: of rows, by the member that has the time
def curve($member; $colour; $dashes):
	(map("\(.blocks | across),\(.[$member] | up)") | join(" ")) as $points
	| "<polyline fill=\"none\" stroke=\"\($colour)\" stroke-width=\"2\"\($dashes) points=\"\($points)\"/>";

.bench as $bench
| [$bench.rows[] | select(.blocks and .rounds > 0)] as $rows
| ($rows | map(select(.operation == "online"))) as $online
| ($rows | map(select(.operation == "offline"))) as $offline
| "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 700 430\" font-family=\"sans-serif\" font-size=\"13\">",
  "<!-- SPDX-License-Identifier: GPL-2.0 -->",
  "<rect width=\"700\" height=\"430\" fill=\"white\"/>",
  ("Time to change blocks of 128 MiB, kernel \($bench.kernel), \($bench.date)"
	+ (if $bench.emulated then ", emulated" else "" end) | text(left; 25; "start")),
  ((64, 128, 256, 512, 1024, 2048) as $n
	| line($n | across; top; $n | across; bottom),
	  ("\($n)" | text($n | across; bottom + 20; "middle"))),
  ("blocks" | text((left + right) / 2; bottom + 42; "middle")),
  ((1e7, 1e8, 1e9, 1e10, 1e11) as $t
	| line(left; $t | up; right; $t | up),
	  ($t | seconds | text(left - 8; ($t | up) + 4; "end"))),
  ($online | curve("other"; "#c33"; "")), ($offline | curve("other"; "#c33"; " stroke-dasharray=\"6 4\"")),
  ($online | curve("ours"; "#26c"; "")), ($offline | curve("ours"; "#26c"; " stroke-dasharray=\"6 4\"")),
  (($offline, $online) as $of | ("other", "ours") as $who | $of[-1]
	| "\(if $who == "ours" then "memhpctl" else "chmem" end) \(.operation)"
	  as $name | (.[$who] | up) as $y
	| $name | text(right + 8; $y + (if $name | endswith("online") then 12 else -2 end); "start")),
  "</svg>"
