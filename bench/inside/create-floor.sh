#!/bin/bash
# What the tools of the host need to take the same accounts in at one go, without an engine: the users, what
# the checkers of the services read, and the reloads. To be run after create-by-hand.sh. Arguments: how many.
set -euo pipefail
for ((index = 0; index < $1; index++)); do
  printf 'g flor%05d %d\nu flor%05d %d:%d "" /home/none /bin/bash\n' \
    "$index" $((30000 + index)) "$index" $((30000 + index)) $((30000 + index))
done >/tmp/floor.conf
SYSTEMD_NSS_DYNAMIC_BYPASS=1 systemd-sysusers /tmp/floor.conf 2>/dev/null
prlimit --nofile=20000: nginx -t -q
sshd -t
systemctl reload nginx ssh
