ram 0x0-0x9fbff
ram 0x100000-0x7ffdffff
ram 0x100000000-0x1bfffffff
node 0 0x0-0x9ffff
node 0 0x100000-0x7fffffff
node 0 0x100000000-0x13fffffff
node 1 0x140000000-0x1bfffffff hotpluggable
cpus 0 2
kernel 0x1000000-0x43fffff
initrd 0x7e017000-0x7ffdfbff
log-buffer 131072
log-info 88
node-data 174208
pages 1G
options console=ttyS0 panic=-1 oops=panic log_buf_len=4M memhp_default_state=offline memblock=debug nokaslr kernelcore=2G crashkernel=128M
