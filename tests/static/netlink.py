# SPDX-License-Identifier: GPL-2.0
"""netlink.py SPEC SCHEMA: read a description of a netlink family with the kernel's own
reader and schema, and print C that says the same of the header, for a compiler to check."""
import sys
from lib.nlspec import SpecFamily

family = SpecFamily(sys.argv[1], sys.argv[2])


def c(name):
    return name.replace("-", "_")


def say(what):
    print(f'_Static_assert({what}, "");')


print("#include <stddef.h>\n#include <memhp/uapi.h>")
for attributes in family.attr_sets.values():
    prefix = c(attributes.yaml["name-prefix"]).upper()
    for name, attribute in attributes.items():
        say(f"{prefix}{c(name).upper()} == {attribute.value}")
    say(f"{prefix}MAX == {max(a.value for _, a in attributes.items())}")
for name, operation in family.msgs.items():
    value = operation.rsp_value
    say(f"MEMHP_CMD_{c(name).upper()} == {value}")
say(f"MEMHP_CMD_MAX == {len(family.msgs)}")
say(f'sizeof(MEMHP_GENL_NAME) == sizeof("{family.name}")')
say(f"MEMHP_GENL_VERSION == {family.yaml.get('version', 1)}")
groups = [group["name"] for group in family.yaml["mcast-groups"]["list"]]
say(f'sizeof(MEMHP_GENL_EVENTS) == sizeof("{groups[0]}") && {len(groups)} == 1')
SIZES = {"u64": 8, "s64": 8, "u32": 4, "s32": 4, "u8": 1}
for struct in family.consts.values():
    if struct.yaml["type"] != "struct":
        continue
    end = 0
    for member in struct.yaml["members"]:
        say(f"offsetof(struct memhp_{c(struct.name)}, {c(member['name'])}) == {end}")
        end += member.get("len") or SIZES[member["type"]]
    say(f"sizeof(struct memhp_{c(struct.name)}) == {end}")
