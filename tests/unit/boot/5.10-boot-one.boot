ram 0x0-0x9fbff
ram 0x100000-0x7ffdffff
cpus 0 2
kernel 0x1000000-0x3ffffff
initrd 0x7e0d7000-0x7ffdfbff
log-buffer 131072
log-info 88
node-data 171968
pages 1G
options console=ttyS0 panic=-1 oops=panic log_buf_len=4M memhp_default_state=offline memblock=debug nokaslr
