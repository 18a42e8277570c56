# SPDX-License-Identifier: GPL-2.0
# A machine with systemd and udev: the policy is in force before udev takes memory
# online, and what is plugged goes where it says although a distribution's rule is
# there; a policy with a mistake leaves memory to the kernel and the distribution.
# machine: systemd
# module: booted
# timeout: 240

conf=/etc/memhp/policy.conf
rules=/etc/udev/rules.d

# monotonic UNIT PROPERTY: microseconds since the start
monotonic() {
	systemctl show -P "$2Monotonic" "$1"
}

# policy LINE...: the file
policy() {
	printf '%s\n' "$@" >$conf
}

in_force() {
	memhpctl policy show | grep -v '^#' | xargs
}

# all FIRST LAST WANTED: is it so?
all() {
	[ "$(states "$1" "$2")" = "$3" ]
}

# goes NAME: where udev and the policy bring a DIMM of that name
goes() {
	plug "$1" 256M 0
	soon all "$first" "$last" online || states "$first" "$last"
	udevadm settle
	zones_of "$first" "$last"
}

# as GROUP COMMAND...: as somebody of that group who is not root
as() {
	setpriv --reuid=nobody --regid="$1" --clear-groups --inh-caps=-all --bounding-set=-all "${@:2}"
}

# said TEXT: the journal of the service has it
said() {
	journalctl --sync
	journalctl -u memhp -o cat | grep -F -- "$1"
}

is 'systemd is at work' "$(readlink /proc/1/exe)" /usr/lib/systemd/systemd
is 'and content' "$(systemctl is-system-running --wait)" running || diag "$(systemctl --failed)"
check 'modules-load.d loaded the module' grep -q '^memhp ' /proc/modules
check 'not the service' systemctl is-active -q systemd-modules-load
is 'the service is active' "$(systemctl is-active memhp)" active
is 'nobody is said to be before it' "$(said note:)" ''
is 'the policy is in force' "$(in_force)" \
	'enforce=off auto-online=on rule owner=acpi movable default kernel-default'
is 'in JSON' "$(memhpctl policy show -J | jq -r '.policy.rules[0].text')" 'rule owner=acpi movable'
check 'before udev looked for devices' test "$(monotonic memhp ActiveEnterTimestamp)" -lt \
	"$(monotonic systemd-udev-trigger ExecMainStartTimestamp)"
check 'udev has been through' udevadm settle -t 180
is 'so the DIMM of the boot went by it' "$(states 40 43) $(zones_of 40 43)" 'online Movable'
is 'no cycle' "$(journalctl -o cat | grep -i 'ordering cycle')" ''
is 'units are well-formed' "$(systemd-analyze verify memhp.service memhp-metrics.timer 2>&1)" ''

is 'the device' "$(stat -c '%U %G %a' /dev/memhp)" 'root memhp 640'
check 'the group may ask it' as memhp memhpctl status
is 'there it is' "$(as memhp memhpctl status -J | jq -r '.status.module.version // .status.module')" \
	"$(memhpctl status -J | jq -r '.status.module.version // .status.module')"
check_exit 'and not change' 3 as memhp memhpctl online --zone=movable 40
check_exit 'nor the policy' 3 as memhp memhpctl policy set
check_exit 'others may not open it' 1 as nogroup bash -c 'exec 3</dev/memhp'
check 'and list' as nogroup memhpctl list
is 'the policy, too' "$(as nogroup memhpctl policy show)" "$(memhpctl policy show)"

is 'nobody asked for figures' "$(systemctl is-enabled memhp-metrics.timer)" disabled
mkdir -p /var/lib/prometheus/node-exporter /run/systemd/system/memhp-metrics.timer.d
printf '[Timer]\nOnActiveSec=1s\nAccuracySec=100ms\n' >/run/systemd/system/memhp-metrics.timer.d/now.conf
systemctl daemon-reload
check 'a timer, which need not wait for a minute here' systemctl start memhp-metrics.timer
check 'writes them' soon grep -qsx 'memhp_module_loaded 1' /var/lib/prometheus/node-exporter/memhp.prom ||
	diag "$(journalctl -u memhp-metrics -o cat)"
systemctl stop memhp-metrics.timer

is 'a DIMM goes by the policy' "$(goes a)" Movable
# RHEL, on bare metal
echo 'SUBSYSTEM=="memory", ACTION=="add", ATTR{state}=="offline", ATTR{state}="online_movable"' >$rules/40-redhat.rules
udevadm control --reload
policy auto-online=on 'rule owner=acpi kernel' 'default kernel-default'
check 'reload' systemctl reload memhp
is 'another policy is in force' "$(in_force)" \
	'enforce=off auto-online=on rule owner=acpi kernel default kernel-default'
# Slower than udev on any machine
echo 6000 >/sys/module/memhp/parameters/gather_ms
is 'a rule of udev names a zone, and comes too late' "$(goes b)" Normal
ln -s /dev/null $rules/39-memhp-online.rules
udevadm control --reload
is 'without ours it is first' "$(goes c)" Movable
policy auto-online=on enforce=on 'rule owner=acpi kernel' 'default kernel-default'
systemctl reload memhp
is 'but enforce refuses it' "$(goes d)" Normal
rm $rules/39-memhp-online.rules
udevadm control --reload
policy 'rule owner=acpi kernel'
systemctl reload memhp
is 'without auto-online ours waits for nothing' "$(cat /sys/class/misc/memhp/settled)" 0
is 'and udev does as it likes' "$(goes e)" Movable

policy enforce=on auto-online=on 'rule owner=acpi kernel' 'default kernel-default'
systemctl reload memhp
policy auto-online=on 'default nowhere'
check_exit 'a mistake in the file: no reload' 1 systemctl reload memhp
is 'the old policy is in force' "$(in_force)" \
	'enforce=on auto-online=on rule owner=acpi kernel default kernel-default'
check 'the journal says where' said "$conf:2:9:"
check_exit 'nor a start' 1 systemctl restart memhp
is 'it has failed' "$(systemctl is-failed memhp)" failed
is 'no rules' "$(in_force)" 'enforce=off auto-online=off'
is 'a DIMM goes as udev has it' "$(goes f)" Movable
rm $rules/40-redhat.rules
udevadm control --reload
is 'another as the kernel' "$(goes g)" Normal
policy 'default movable'
check 'mended' systemctl restart memhp
is 'it is active' "$(systemctl is-active memhp)" active
check 'stop' systemctl stop memhp
is 'no policy' "$(in_force)" 'enforce=off auto-online=off'
