#!/bin/bash
# Runs in a guest kernel with the unified control groups, as a service of its systemd. The account limita has limits, limitb has
# none. Through each door to limita, one process takes more than the slice may have. What comes out goes to
# /var/tmp/limits/checks, as lines of KEY=VALUE; then the guest ends.
export PATH=/usr/lib/jopanel/node_modules/.bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
folder=/var/tmp/limits
slice=/sys/fs/cgroup/user.slice/user-40601.slice
others=/sys/fs/cgroup/user.slice/user-40602.slice
exec >>"$folder/output" 2>&1
note() { echo "$(cut -d' ' -f1 /proc/uptime) $*"; echo "$1=${*:2}" >>"$folder/checks"; }
all() { tr '\n' ' ' <"$slice/$1" | sed 's/ $//'; }
count() { sed -n "s/^$2 //p" "$1/$3"; }
use() { node --disable-warning=ExperimentalWarning /usr/lib/jopanel/test/sandbox/inside/slice-use.ts 40601; }

# How often the slice has been held to each of its limits. A kernel before 6.11 counts refused processes elsewhere, so
# each that is refused one writes a line.
times() {
  case $2 in
    cpu) count "$1" nr_throttled cpu.stat ;;
    memory) count "$1" oom_kill memory.events ;;
    processes) wc --lines <"/home/limita/refused" ;;
  esac
}

# held DOOR RESOURCE COMMAND: whether the slice was held to its limit meanwhile.
held() {
  local door=$1 resource=$2 before tries
  before=$(times "$slice" "$resource")
  shift 2
  "$@"
  # What was only started, such as an app, is still at it.
  for ((tries = 0; tries < 60; tries++)); do
    [ "$(times "$slice" "$resource")" -gt "$before" ] && break
    sleep 0.1
  done
  note "$door $resource" "$([ "$tries" -lt 60 ] && echo held || echo loose)"
}

ip link set lo up
systemctl start dbus.socket systemd-logind.service vsftpd.service
systemd-run --quiet --unit=neighbour --slice=user-40602.slice --uid=limitb sleep infinity
# The first of its sessions, so that no other has to wait for what a first one starts.
setsid su limita --command='exec sleep infinity' &
for ((tries = 0; tries < 300; tries++)); do [ -e "$slice/cgroup.procs" ] && break; sleep 0.1; done
for file in cpu.max memory.max memory.swap.max pids.max; do note "$file" "$(all $file)"; done
note before "$(use)"

for resource in cpu memory processes; do
  held shell "$resource" su limita --command="perl /home/limita/app/take.pl $resource"
  held cron "$resource" /usr/lib/jopanel/bin/jopanel-cron "/var/lib/jopanel/cron/limita-$resource"
  held app "$resource" systemctl start "jopanel-app-limita-$resource.service"
  systemctl stop "jopanel-app-limita-$resource.service"
done

# What a page starts is ended, and neither its PHP-FPM nor the next request.
mapfile -t php <"$folder/php.run"
"${php[@]}"
nginx -c "$folder/nginx.conf"
ask() { curl --silent --show-error --max-time 60 "http://127.0.0.1:8099/$1"; }
for resource in cpu memory processes; do held php "$resource" ask "take.php?$resource"; done
note page "$(ask fine.php)"

# An upload to a file system in memory, which counts for the one who writes it; and sessions without end.
ftp() { curl --silent --show-error --max-time 120 --user limita:secret --upload-file "$1" "ftp://127.0.0.1/upload/$2"; }
truncate --size=30M "$folder/small"
truncate --size=200M "$folder/large"
mount -t tmpfs -o uid=40601,mode=700 tmpfs /home/limita/upload
held ftp cpu ftp "$folder/small" small
held ftp memory ftp "$folder/large" large
umount --lazy /home/limita/upload
sessions() {
  local number session answer
  for ((number = 0; number < 20; number++)); do
    exec {session}<>/dev/tcp/127.0.0.1/21
    printf 'USER limita\r\nPASS secret\r\n' >&"$session"
    while read -r -t 30 -u "$session" answer; do
      case $answer in 230*) break ;; 500* | 421*) echo "$answer" >>/home/limita/refused; return ;; esac
    done
  done
}
held ftp processes sessions

note after "$(use)"
sed -i 's/^MemoryMax=.*/MemoryMax=96M/; s/^TasksMax=.*/TasksMax=33/' /etc/systemd/system/user-40601.slice.d/50-jopanel.conf
systemctl daemon-reload
note changed "$(all memory.max)" "$(all pids.max)"
for resource in cpu memory; do note "neighbour $resource" "$(times "$others" "$resource")"; done
note neighbour "$(systemctl is-active neighbour)"
note done
sync
echo o >/proc/sysrq-trigger
sleep 60
