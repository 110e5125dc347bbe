#!/bin/bash
# The init of a guest kernel that knows quotas, on the files of the host it runs in. Its disk is
# for homes.
export PATH=/usr/lib/jopanel/node_modules/.bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
modules=/usr/lib/uml/modules/$(uname -r)/kernel/fs/quota
for module in quota_tree quota_v2; do
  # finit_module(2), without the package that holds insmod.
  perl -e 'open(my $file, "<", $ARGV[0]) or die; my $none = ""; syscall(313, fileno($file), $none, 0) == 0 or die "$!"' \
    "$modules/$module.ko"
done
node /usr/lib/jopanel/test/sandbox/inside/quota-checks.ts >/var/tmp/quota-checks.json 2>/var/tmp/quota-checks.log
sync
echo o >/proc/sysrq-trigger
sleep 60
