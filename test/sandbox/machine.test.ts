import { expect, test } from 'vitest';
import { cgroupHierarchies, separateFileSystems } from '../../sandbox/machine.ts';
import { parseMounts } from '../../src/host/files/mounts.ts';

const mounts = parseMounts(`\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
23 22 0:21 / /proc rw,nosuid shared:2 - proc proc rw
24 22 254:3 / /var/lib rw,relatime - xfs /dev/vda3 rw,attr2
25 22 254:2 / /var rw,relatime shared:3 master:1 - ext4 /dev/vda2 rw
26 22 254:2 / /var rw,relatime - ext4 /dev/vda2 rw
27 22 254:4 / /srv/two\\040words rw - btrfs /dev/vda4 rw
28 22 254:5 / /boot/efi rw - vfat /dev/vda5 rw
29 22 254:6 / /mnt/backup rw - ext4 /dev/vda6 rw
30 22 0:40 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw,lowerdir=/l
31 22 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
32 22 0:30 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
33 22 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
`);

test('file systems of the installed system are laid over as well, parents first', () => {
  expect(separateFileSystems(mounts)).toEqual(['/srv/two words', '/var', '/var/lib']);
});

test('systemd needs a cgroup in its own hierarchies only', () => {
  expect(cgroupHierarchies(mounts)).toEqual(['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified']);
});
