import { lookUp, remove, setOwnership, syncAll } from '../../sim/disk.ts';
import { putFile } from '../../sim/fresh-machine.ts';
import type { Machine } from '../../sim/machine.ts';
import type { Name, Tampering } from './happening.ts';

/** What another hand does to the things of an account; nothing where they are not there. */
export function tamper(machine: Machine, who: Name, what: Tampering): void {
  const { disk, users, units } = machine;
  const vhost = `/etc/nginx/jopanel/${who}.conf`;
  const pool = `/var/lib/jopanel/php/${who}.json`;
  const dropIn = '/etc/ssh/sshd_config.d/60-jopanel.conf';
  const home = `/home/${who}`;
  const isThere = (path: string) => lookUp(disk, path) !== undefined;
  const user = users.get(who);
  switch (what) {
    case 'edits the vhost':
      if (isThere(vhost)) putFile(machine, vhost, `${lookUp(disk, vhost)?.text}# by another hand\n`);
      break;
    case 'removes the vhost':
      if (isThere(vhost)) remove(disk, vhost);
      break;
    case 'removes the pool':
      if (isThere(pool)) remove(disk, pool);
      break;
    case 'empties the sshd drop-in':
      if (isThere(dropIn)) putFile(machine, dropIn, '# Made by jopaneld once\n');
      break;
    case 'changes the shell':
      if (user !== undefined) users.set(who, { ...user, shell: '/bin/dash' });
      break;
    case 'unlocks the user':
      if (user !== undefined) users.set(who, { ...user, expiresOnDay: undefined });
      break;
    case 'opens the home':
      if (isThere(home)) setOwnership(disk, home, { mode: 0o755 });
      break;
    case 'takes the ACL off the home':
      lookUp(disk, home)?.acl.clear();
      break;
    case 'stops the app': {
      const unit = units.get(`jopanel-app-${who}-shop.service`);
      if (unit !== undefined) unit.isRunning = false;
      break;
    }
    case 'denies cron': {
      const list = lookUp(disk, '/etc/cron.deny')?.text ?? '';
      if (!list.split('\n').includes(who)) putFile(machine, '/etc/cron.deny', `${list}${who}\n`);
      break;
    }
  }
  syncAll(disk);
}
