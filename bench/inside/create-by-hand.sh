#!/bin/bash
# What an operator's loop does for the accounts that jopanel made: the same groups, users, folders and files, then
# one reload of each service. Arguments: how many. The files are copies of those under /tmp/rendered.
set -euo pipefail
for ((index = 0; index < $1; index++)); do
  user=$(printf 'acct%05d' "$index")
  id=$((10000 + index))
  home=/home/$user
  groupadd --gid $id "$user"
  useradd --uid $id --gid $id --home-dir "$home" --no-create-home --shell /bin/bash "$user"
  mkdir -p "$home/domains/$user.example/public_html" "$home/tmp/sessions" "$home/tmp/uploads" "/var/log/jopanel/sites/$user"
  chown -R $id:$id "$home"
  chmod 0750 "$home"
  setfacl -m u:www-data:--x "$home"
  cp "/tmp/rendered/nginx/$user.conf" /etc/nginx/jopanel/
  cp "/tmp/rendered/php/$user.json" /var/lib/jopanel/php/
  cp "/tmp/rendered/keys/$user" /etc/ssh/jopanel/keys/
done
cp /tmp/rendered/jopanel.conf /etc/nginx/conf.d/
cp /tmp/rendered/60-jopanel.conf /etc/ssh/sshd_config.d/
systemctl reload nginx ssh
systemctl start jopanel-php
