# SPDX-License-Identifier: GPL-2.0
# Of the kernel's log with memblock=debug: for each node, how many bytes of its memory
# the early allocator had given away when the page allocator took over.
function hex(text,  i, n) {
	sub(/^0x/, "", text)
	for (i = 1; i <= length(text); i++)
		n = n * 16 + index("123456789abcdef", substr(text, i, 1))
	return n + 0
}

# take FROM TO, TO not among it: what touches becomes one
function take(from, to,  i, kept) {
	kept = 0
	for (i = 0; i < nr; i++) {
		if (ends[i] < from || begins[i] > to) {
			begins[kept] = begins[i]; ends[kept++] = ends[i]
			continue
		}
		if (begins[i] < from) from = begins[i]
		if (ends[i] > to) to = ends[i]
	}
	begins[kept] = from; ends[kept++] = to
	nr = kept
}

function give_back(from, to,  i, old) {
	old = nr
	for (i = 0; i < old; i++) {
		if (ends[i] <= from || begins[i] >= to)
			continue
		if (ends[i] > to) {
			begins[nr] = to; ends[nr++] = ends[i]
		}
		ends[i] = begins[i] < from ? from : begins[i]
	}
}

# ends_of LINE: sets first and last to the range in it, the last in brackets
function ends_of(line,  parts) {
	sub(/^.*\[0x/, "", line)
	sub(/\].*/, "", line)
	split(line, parts, "-")
	first = hex(parts[1]); last = hex(parts[2]) + 1
}

# Not all kernels tell the time.
{ sub(/^\[[ 0-9.]*\] /, "") }
/^MEMBLOCK configuration/ { nr = 0; ranges = 0; next }
/^ (memory|reserved)\[0x/ {
	ends_of($0)
	if ($0 ~ /^ reserved/) {
		take(first, last)
	} else {
		node = $0
		sub(/.* on node /, "", node)
		sub(/ .*/, "", node)
		from[ranges] = first; to[ranges] = last; of[ranges++] = node
	}
	next
}
/^_*memblock_reserve: \[/ { ends_of($0); take(first, last); next }
/^memblock_(phys_)?free: \[/ { ends_of($0); give_back(first, last); next }
/^Memory: [0-9]+K\// { exit }
END {
	for (i = 0; i < ranges; i++) {
		sum[of[i]] += 0
		for (j = 0; j < nr; j++) {
			first = begins[j] > from[i] ? begins[j] : from[i]
			last = ends[j] < to[i] ? ends[j] : to[i]
			if (first < last)
				sum[of[i]] += last - first
		}
	}
	for (node in sum)
		printf "%d %.0f\n", node, sum[node]
}
