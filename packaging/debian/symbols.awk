# SPDX-License-Identifier: GPL-2.0
# The library's map as a symbols file: what is in the node MEMHP_X.Y is there
# since X.Y.
BEGIN {
	print "libmemhp.so.0 libmemhp0 #MINVER#"
	print "* Build-Depends-Package: libmemhp-dev"
}
/^MEMHP_[0-9.]+ \{/ {
	node = $1
	print " " node "@" node " " substr(node, 7)
}
/^[ \t]+memhp_[a-z0-9_]+;$/ {
	sub(/;/, "", $1)
	print " " $1 "@" node " " substr(node, 7)
}
