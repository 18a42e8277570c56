# SPDX-License-Identifier: GPL-2.0
# The table of rules: set, loaded, shown, explained; what makes no sense is refused
# as a whole, with the line and the reason, and the old table stays.
# machine: policy

file=/tmp/policy.conf

# show: the rules in force, a line each
show() {
	memhpctl policy show | grep -v '^#'
}

# refused DESC PATTERN LINES: as a file and as arguments; one line on stderr that
# has the place and the reason, and all is as before.
refused() {
	local before status
	before=$(show)
	printf '%b\n' "$3" >$file
	memhpctl policy load $file >/tmp/out 2>/tmp/err
	status=$?
	if [ $status -eq 1 ] && [ "$(wc -l </tmp/err)" -eq 1 ] && grep -qE "$file:$2" /tmp/err; then
		ok "$1"
	else
		not_ok "$1" "exit $status: $(cat /tmp/out /tmp/err)"
	fi
	mapfile -t <$file
	check_exit "$1, as arguments" 2 memhpctl policy set "${MAPFILE[@]}"
	is "$1: the old rules are in force" "$(show)" "$before"
}

is 'at first there are none' "$(show | xargs)" 'enforce=off auto-online=off'
check 'set' memhpctl policy set 'rule owner=virtio_mem auto-movable ratio=301' \
	'rule owner=dax node=2 movable' 'rule hotpluggable movable' \
	'rule size>=64G group=dynamic auto-movable ratio=400 numa-aware count-hotplugged reserve=1G' \
	'default auto-movable'
is 'show has all of it' "$(show)" 'enforce=off
auto-online=off
rule owner=virtio_mem auto-movable ratio=301
rule owner=dax node=2 movable
rule hotpluggable movable
rule size>=64G group=dynamic auto-movable ratio=400 numa-aware count-hotplugged reserve=1G
default auto-movable ratio=301'
before=$(show)
memhpctl policy show >$file
memhpctl -q policy set
is 'set with nothing clears it' "$(show | xargs)" 'enforce=off auto-online=off'
check 'what show says can be loaded' memhpctl policy load $file
is 'and is the same' "$(show)" "$before"
is 'in JSON' "$(memhpctl policy show -J | jq -c '.policy | .options, .refused, (.rules[3] |
	[.match.size_min, .match.group_type, .action, .ratio, .numa_aware, .count_hotplugged, .reserve])' | xargs)" \
	'{enforce:false,auto_online:false} {count:0,last:null} [68719476736,dynamic,auto-movable,400,true,true,1073741824]'
check 'a dry run' memhpctl policy set -n 'default kernel'
is 'changes nothing' "$(show)" "$before"
mkdir -p /etc/memhp
printf '# ours\n\n  default   movable # all\nenforce=on\n' >/etc/memhp/policy.conf
check 'the usual file' memhpctl policy load
is 'is in force' "$(show | xargs)" 'enforce=on auto-online=off default movable'
is 'in JSON' "$(memhpctl policy load -J $file | jq -c '.changes | map([.object, .change, .result])')" \
	'[["policy","load","done"]]'
rm -r /etc/memhp
check_exit 'no such file' 1 memhpctl policy load
is 'a policy is checked as it is loaded' "$(memhpctl policy check $file)" "$(memhpctl policy show)"

refused 'an unknown word' '1:6: .*colour' 'rule colour=red movable'
refused 'an unknown owner' '2:6: .*virtiomem.*virtio_mem' 'rule node=1 movable\nrule owner=virtiomem movable'
refused 'an unknown action' '1:9: .*sunny' 'default sunny'
refused 'no action' '1:1: .*action' 'rule node=1'
refused 'ratio 0' '1:22: .*ratio' 'default auto-movable ratio=0'
refused 'a ratio over 10,000' '3:22: .*ratio' '# one\n\ndefault auto-movable ratio=10001'
refused 'a ratio where none is used' '1:17: .*auto-movable' 'default movable ratio=301'
refused 'two rules with the same match' '2:.*(same|rule 1|line 1)' 'rule node=1 movable\nrule node=1 kernel'
refused 'two defaults' '2:.*' 'default movable\ndefault kernel'
refused 'a rule behind the default' '2:.*' 'default movable\nrule node=1 kernel'
refused 'a rule for everything' '1:6: .*default' 'rule movable'
refused 'the name of a group too long' '1:6: .*31' 'rule group=a2345678901234567890123456789012 movable'
refused 'a name that is none' '1:6: .*name' 'rule group=4-you movable'
refused 'a size that is none' '1:6: .*size' 'rule size>=lots movable'
refused 'an option that is none' '1:1: .*' 'enforce=perhaps'
refused 'something in between' '2:1: .*' 'default movable\nhello'
# shellcheck disable=SC2046 # words
refused '65 rules' '65:.*64' "$(printf 'rule node=%d movable\\n' $(seq 0 64))"
dd if=/dev/urandom of=$file bs=4096 count=1 2>/dev/null
check_exit 'noise' 1 memhpctl policy load $file
is 'the old rules are in force' "$(show)" "$before"

check_exit 'nobody may set' 3 nobody memhpctl policy set 'default kernel'
check 'but look' nobody memhpctl policy show
is 'the old rules are in force' "$(show)" "$before"

# explain: 128 MiB in a static group of 512 MiB on node 0, and the sum of it.
memhpctl -q policy set 'rule node=2 movable' 'rule node=1 auto-movable ratio=50 numa-aware' \
	'default auto-movable ratio=10'
memhpctl explain -J 40 48 52 60 >/tmp/explain
early=$(($(present 0 DMA) + $(present 0 DMA32) + $(present 0 Normal)))
all=$((early + $(present 1 Normal) + $(present 2 Normal)))
early=$(present 1 Normal)
is 'explain: a rule' "$(jq -c '.explanations[3] | [.block, (.policy | .choice, .why, .rule.number, .rule.text, .machine_sum)]' /tmp/explain)" \
	'[60,"movable","rule",1,"rule node=2 movable",null]'
is 'explain: past the ratio' "$(jq -c '.explanations[1].policy | [.choice, .why, .ratio, .owner, .node, .group_type, .device]' /tmp/explain)" \
	'["kernel","ratio",10,"acpi",0,"static",536870912]'
# shellcheck disable=SC2017 # as the module rounds it
is 'explain: the sum' "$(jq -c '.explanations[1].policy.machine_sum | [.early, .kernel, .movable, .wanted, .allowed]' /tmp/explain)" \
	"[$((all * 4096)),$((all * 4096)),0,536870912,$((all * 10 / 100 * 4096))]"
is 'explain: past the ratio of the node' "$(jq -c '.explanations[2].policy | [.choice, .why, .rule.number, .node_sum.kernel, .node_sum.wanted]' /tmp/explain)" \
	"[\"kernel\",\"node-ratio\",2,$((early * 4096)),1073741824]"
is 'explain: of boot memory, too' "$(jq -c '.explanations[0].policy | [.owner, .group]' /tmp/explain)" '["boot",null]'
memhpctl explain 48 >/tmp/explain
check 'in words' grep -qE '^memory48 is offline, the policy says: kernel' /tmp/explain || diag "$(</tmp/explain)"
check 'with what is too much' grep -q 'too much' /tmp/explain || diag "$(</tmp/explain)"
check_exit 'a block that is not there' 1 memhpctl explain 999
check 'nobody may ask' nobody memhpctl explain 48

# status: is there too much that is movable?
check 'nothing to warn of' memhpctl status --check
memhpctl -q online --zone=movable 48-51
check_exit 'past the ratio' 1 memhpctl status --check
check 'it says what' grep -q 'ratio' <(memhpctl status --check)
is 'in JSON' "$(memhpctl status --check -J | jq -c '.status | [.policy.rules, (.warnings | length > 0), (.headroom[0] | .movable, .headroom)]')" \
	'[3,true,536870912,0]'
memhpctl -q policy set 'default auto-movable ratio=301'
check 'with another ratio it is fine' memhpctl status --check
is 'what may still go movable' "$(memhpctl status -J | jq '.status.headroom[0].headroom')" $(((all * 301 / 100 - 131072) * 4096))
memhpctl -q offline 48-51

unload_memhp
check_exit 'no module to set' 4 memhpctl policy set 'default kernel'
check_exit 'none to show' 4 memhpctl policy show
check_exit 'none to explain' 4 memhpctl explain 48
check 'checking takes none' memhpctl policy check <(echo 'default kernel')
load_memhp
is 'a new module has no rules' "$(show | xargs)" 'enforce=off auto-online=off'
