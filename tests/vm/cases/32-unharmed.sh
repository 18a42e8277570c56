# SPDX-License-Identifier: GPL-2.0
# A file in tmpfs and a process's memory are unharmed by a hundred shifts, at random,
# of the blocks that hold them, and by their going offline.
# machine: dimm
# timeout: 180

memhpctl -q online --zone=movable 40-43
mkdir -p /tmp/files
mount -t tmpfs -o size=256m,mpol=prefer:0 tmpfs /tmp/files
dd if=/dev/urandom of=/tmp/copy bs=1M count=24 2>/dev/null
cp /tmp/copy /tmp/files/file
rm -f /tmp/ready
memory 0 96 /tmp/ready &
holder=$!
while [ ! -e /tmp/ready ]; do pause 0.1; done

free_pages=$(awk '/^Node 0, zone  Movable/ { hit = 1 } hit && $1 == "pages" { print $3; exit }' /proc/zoneinfo)
check 'they are in these blocks' test "$free_pages" -lt $((4 * 32768 - 30000))

# A block may keep a page of the kernel for a while: then another has its turn.
done=0 tries=0 wanted=$(part_of 100)
RANDOM=$(seed 32)
while [ $done -lt "$wanted" ] && [ $tries -lt $((wanted * 3)) ]; do
	tries=$((tries + 1)) block=$((40 + RANDOM % 4))
	before=$(zones $block)
	case $before in
	Movable) memhpctl -q shift --zone=kernel --timeout=5s $block ;;
	*) memhpctl -q shift --zone=movable --timeout=5s $block ;;
	esac 2>/dev/null
	[ "$(zones $block)" = "$before" ] || done=$((done + 1))
	((tries % 10)) || cmp /tmp/copy /tmp/files/file || break
done
is "shifts that went through, of $tries" $done "$wanted"
check 'the file is unharmed' cmp /tmp/copy /tmp/files/file
memhpctl -q offline 40-43 2>/dev/null
check 'the file is unharmed when its blocks are gone' cmp /tmp/copy /tmp/files/file
kill $holder
wait $holder
is 'so is the memory of the process' $? 0
is 'nothing is in between' "$(inconsistent)" ''
umount /tmp/files
