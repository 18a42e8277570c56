ram 0x0-0x9fbff
ram 0x100000-0x7ffdffff
ram 0x100000000-0x1ffffffff
node 0 0x0-0x9ffff
node 0 0x100000-0x7fffffff
node 0 0x100000000-0x13fffffff
node 2 0x140000000-0x17fffffff hotpluggable
node 3 0x180000000-0x1bfffffff hotpluggable
node 1 0x1c0000000-0x1ffffffff
cpus 0 2
kernel 0x1000000-0x43fffff
initrd 0x7e017000-0x7ffdfdff
log-buffer 131072
log-info 88
node-data 174208
pages 1G
options console=ttyS0 panic=-1 oops=panic log_buf_len=4M memhp_default_state=offline memblock=debug nokaslr movable_node
