# SPDX-License-Identifier: GPL-2.0
# The picture of the memory: plain text that fits a terminal, with the letters that
# belong to the blocks; the same in JSON; and a file that is well-formed SVG.
# machine: dimm

# letter BLOCK: what stands for it in /tmp/map, where a cell is a column
letter() {
	local line first cells at=''
	while IFS= read -r line; do
		[[ $line =~ ^\ *0x([0-9a-f]+)\ +(.*)$ ]] || continue
		first=$((16#${BASH_REMATCH[1]} >> 27)) cells=${BASH_REMATCH[2]}
		[ $first -gt "$1" ] || at=${cells:$(($1 - first)):1}
	done </tmp/map
	echo "${at,,}"
}

# cell BLOCK FILTER: of the cell in JSON that it is in
cell() {
	jq -c "[.map.nodes[].cells[] | select(.first <= $1 and $1 < .first + .count)] | .[0] | $2" /tmp/map.json
}

# wide FILE: its longest line
wide() {
	awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }' "$1"
}

# unbalanced FILE: elements of XML that are not closed in order, and characters that
# have to be escaped and are not
unbalanced() {
	tr '\n' ' ' <"$1" | sed 's/<!--[^>]*-->//g; s/<?[^>]*?>//g; s/<![^>]*>//g' | grep -o '<[^>]*>\|[^<]*' |
		awk '{ text = $0; gsub(/&(amp|lt|gt|quot|apos|#[0-9]+);/, "", text) }
			text ~ /&/ { print "not escaped: " $0 }
			/^<\// {
				name = substr($0, 3, length($0) - 3)
				if (n < 1 || open[n] != name) print "closes " name ", open is " open[n]
				n--
				next
			}
			/^<[^>]*\/>$/ || !/^</ { next }
			{ split(substr($0, 2), word, /[ >]/); open[++n] = word[1] }
			END { if (n) print n " left open, the last " open[n] }'
}

memhpctl -q online --zone=movable 42-43 56
memhpctl -q online --zone=kernel 40

memhpctl map >/tmp/map
is 'a map: exit' $? 0
check "it fits 80 columns: $(wide /tmp/map)" test "$(wide /tmp/map)" -le 80
is 'no colour where there is no terminal' "$(LC_ALL=C grep -c $'\033' /tmp/map)" 0
is 'nothing but ASCII' "$(LC_ALL=C grep -c '[^ -~]' /tmp/map)" 0
check 'both nodes' grep -q '^node 1' /tmp/map || diag "$(</tmp/map)"
memhpctl map --color=always >/tmp/colored
check 'colour for who asks' grep -q $'\033\[' /tmp/colored
memhpctl map --width 60 >/tmp/map
check "it fits 60 columns: $(wide /tmp/map)" test "$(wide /tmp/map)" -le 60

# Without how much is in use a cell is a letter.
check 'nobody may look, too' nobody memhpctl map
memhpctl map --no-use >/tmp/map
for word in 42:m 43:m 56:m 40:n 32:n 41:. 55:. 57:. 103:.; do
	is "memory${word%:*} is ${word#*:}" "$(letter "${word%:*}")" "${word#*:}" || diag "$(</tmp/map)"
done
check 'a legend' grep -qi 'movable' /tmp/map
memhpctl -q offline 56
memhpctl map --no-use >/tmp/map
is 'a block that has gone' "$(letter 56)" .

memhpctl map -J >/tmp/map.json
is 'JSON: each block once' "$(jq '[.map.nodes[].cells[].count] | add' /tmp/map.json)" "$(blocks | wc -l)"
is 'JSON: a movable block' "$(cell 42 '[.zone, .state]')" '["Movable","online"]'
is 'JSON: one of the kernel' "$(cell 40 '[.zone, .state]')" '["Normal","online"]'
is 'JSON: one that is offline' "$(cell 50 '[.zone, .state]')" '[null,"offline"]'
check 'JSON: next to nothing of a movable one is in use' test "$(cell 42 .used)" -lt $((4 << 20))
check 'JSON: some of the first is' test "$(cell 0 .used)" -gt 0
is 'JSON: the first cannot go' "$(cell 0 .cannot_go)" true
is 'JSON: a movable one can' "$(cell 42 .cannot_go)" false

memhpctl map --svg /tmp/map.svg >/tmp/out 2>/tmp/err
is 'SVG: exit' $? 0 || diag "$(</tmp/err)"
is 'SVG: well-formed' "$(unbalanced /tmp/map.svg)" ''
check 'SVG: it is one' grep -q '<svg[^>]*xmlns="http://www.w3.org/2000/svg"' /tmp/map.svg
check 'SVG: a rectangle a cell' test "$(grep -o '<rect' /tmp/map.svg | wc -l)" -ge "$(jq '[.map.nodes[].cells[]] | length' /tmp/map.json)"
check 'SVG: which say what they are' grep -q '<title>.*memory42' <(tr '\n' ' ' </tmp/map.svg)
is 'SVG: on stdout, the same' "$(memhpctl map --svg - | grep -c '<rect')" "$(grep -c '<rect' /tmp/map.svg)"
check_exit 'SVG: a folder that is not there' 1 memhpctl map --svg /nowhere/map.svg
check_exit 'SVG: a full disk' 1 memhpctl map --svg /dev/full
unload_memhp
check 'without the module' memhpctl map
