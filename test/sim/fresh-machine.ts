// A host as its operator has it before jopanel comes: users, sites, pools, logins and crontabs of their own.

import { allServices } from '../../services/all-services.ts';
import { create, type Disk, lookUp, setOwnership, syncAll } from './disk.ts';
import { bareMachine, type Machine } from './machine.ts';
import { loadableFiles } from './services/loadable.ts';

const ROOTS = { uid: 0, gid: 0, mode: 0o644 };
const FOLDER = { uid: 0, gid: 0, mode: 0o755 };

const FILES: Readonly<Record<string, string>> = {
  '/etc/hostname': 'sim\n',
  '/etc/cron.deny': 'guest\n',
  '/etc/skel/.profile': 'umask 027\n',
  '/etc/nginx/conf.d/operator.conf': 'server {\n    server_name operator.example;\n}\n',
  '/etc/nginx/jopanel/stray.conf': 'server {\n    server_name stray.example;\n}\n',
  '/etc/php/8.1/fpm/pool.d/www.conf': '[www]\nuser = www-data\nlisten = /run/php/www-8.1.sock\n',
  '/etc/php/8.2/fpm/pool.d/www.conf': '[www]\nuser = www-data\nlisten = /run/php/www-8.2.sock\n',
  '/etc/ssh/sshd_config.d/10-operator.conf': 'PermitRootLogin prohibit-password\n',
  '/etc/ssh/jopanel/keys/guest': 'ssh-ed25519 AAAA guest\n',
  '/etc/systemd/system/operator.service': '[Service]\nExecStart=/usr/bin/operator\n',
  '/etc/systemd/system/user-1000.slice.d/50-operator.conf': '[Slice]\nMemoryMax=1G\n',
  '/var/lib/jopanel/archive/old-1.tar': 'of an account of long ago\nend of archive\n',
  '/home/guest/letter.txt': 'Dear Sir or Madam,\n',
  '/var/spool/cron/crontabs/guest': '@daily true\n',
};

const EMPTY = ['/home', '/etc/jopanel/users', '/var/log/jopanel'];

export function freshMachine(): Machine {
  const machine = bareMachine();
  for (const folder of EMPTY) makeFolders(machine.disk, folder);
  for (const [path, text] of Object.entries(FILES)) putFile(machine, path, text);
  setOwnership(machine.disk, '/home/guest', { uid: 1000, gid: 1000, mode: 0o700 });
  setOwnership(machine.disk, '/home/guest/letter.txt', { uid: 1000, gid: 1000, mode: 0o600 });
  const people = [
    ['root', 0, '/root', '!'],
    ['www-data', 33, '/var/www', '*'],
    ['nobody', 65534, '/nonexistent', '*'],
    ['guest', 1000, '/home/guest', '$y$guest'],
  ] as const;
  for (const [name, uid, home, password] of people) {
    const [comment, shell] = ['', '/bin/bash'];
    machine.groups.set(name, { name, gid: uid, members: [] });
    machine.users.set(name, { name, uid, gid: uid, comment, home, shell, password, expiresOnDay: undefined });
  }
  machine.processes.add(1000);
  machine.quotas.set(1000, { usedKib: 5, softKib: 100, hardKib: 100, softFiles: 0, hardFiles: 0 });
  machine.mariadb.databases.set('wordpress', { comment: '', rows: 'posts', bytes: 5 });
  machine.mariadb.users.set('wordpress', {
    login: { via: 'password', hash: `*${'0'.repeat(40)}` },
    isLocked: false,
    isConnected: true,
    grants: new Map([['wordpress', 'read_write']]),
    hasOtherRights: false,
  });
  machine.phpVersions.push('8.1', '8.2');
  for (const { name } of allServices) {
    machine.services.set(name, { isRunning: true, loaded: loadableFiles(machine.disk, name), reloads: 0 });
  }
  syncAll(machine.disk);
  return machine;
}

/** By a hand other than the daemon's: there at once, and durable. */
export function putFile(machine: Machine, path: string, text: string): void {
  const folder = path.slice(0, path.lastIndexOf('/'));
  makeFolders(machine.disk, folder);
  const node = lookUp(machine.disk, path) ?? create(machine.disk, path, 'file', '', ROOTS);
  node.text = text;
  syncAll(machine.disk);
}

function makeFolders(disk: Disk, path: string): void {
  let at = '';
  for (const name of path.split('/').filter((part) => part !== '')) {
    at += `/${name}`;
    if (lookUp(disk, at) === undefined) create(disk, at, 'folder', '', FOLDER);
  }
}
