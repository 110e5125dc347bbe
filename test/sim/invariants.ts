// What must hold of a machine at any moment, crashed or not.

import { allServices } from '../../services/all-services.ts';
import type { Service } from '../../services/service.ts';
import type { Host } from '../../src/host/host.ts';
import type { JournalReader } from '../../src/journal/reader.ts';
import { LiveFiles } from '../../src/reconcile/publish/live-files.ts';
import { lookUp, walk } from './disk.ts';
import { Effects } from './effects.ts';
import { freshMachine } from './fresh-machine.ts';
import type { Machine } from './machine.ts';
import { check } from './services/check.ts';
import { loadableFiles } from './services/loadable.ts';
import { createSimHost } from './sim-host.ts';

const ARCHIVES = '/var/lib/jopanel/archive';

/** Rule 1: everything that was there before jopanel came is as it was, byte for byte. */
export function touchedThings(machine: Machine): string[] {
  const before = freshMachine();
  const touched: string[] = [];
  for (const [path, was] of walk(before.disk)) {
    const is = lookUp(machine.disk, path);
    // The one list that is shared: lines of others stay.
    const isText = path === '/etc/cron.deny' ? is?.text.startsWith(was.text) : is?.text === was.text;
    if (!isText || is?.uid !== was.uid || is.gid !== was.gid || is.mode !== was.mode || is.acl.size > 0)
      touched.push(path);
  }
  for (const [name, was] of before.users) {
    if (JSON.stringify(machine.users.get(name)) !== JSON.stringify(was)) touched.push(`user ${name}`);
  }
  for (const [name, was] of before.groups) {
    if (JSON.stringify(machine.groups.get(name)) !== JSON.stringify(was)) touched.push(`group ${name}`);
  }
  for (const [uid, was] of before.quotas) {
    if (JSON.stringify(machine.quotas.get(uid)) !== JSON.stringify(was)) touched.push(`quota of ${uid}`);
  }
  for (const [name, was] of before.mariadb.databases) {
    if (JSON.stringify(machine.mariadb.databases.get(name)) !== JSON.stringify(was))
      touched.push(`database ${name}`);
  }
  for (const [name, was] of before.mariadb.users) {
    const is = machine.mariadb.users.get(name);
    if (
      JSON.stringify({ ...is, grants: [...(is?.grants ?? [])] }) !==
      JSON.stringify({ ...was, grants: [...was.grants] })
    )
      touched.push(`database user ${name}`);
  }
  return touched.map((thing) => `${thing} was touched, which jopanel never made`);
}

/** Rule 2: whatever is live would be loaded by the service that reads it. */
export function refusedLiveFiles(machine: Machine): string[] {
  return [...machine.services.keys()].flatMap((name) => {
    const checked = check(machine, name, loadableFiles(machine.disk, name), true);
    return checked.ok ? [] : [`what is live would be refused: ${checked.output}`];
  });
}

/** Rule 4: where the journal says that no reload is pending, the service runs with what is live. */
export async function falseDigests(
  machine: Machine,
  journal: JournalReader,
  services: readonly Service[] = allServices,
): Promise<string[]> {
  const host = createSimHost({ machine, effects: new Effects() });
  const live = await readLive(host, services);
  return services.flatMap((service) => {
    const { name } = service;
    const { loaded = new Map(), isRunning } = machine.services.get(name) ?? {};
    if (!isRunning || journal.service(name)?.loaded !== live.digest(service)) return [];
    const wanted = ours(loadableFiles(machine.disk, name));
    return wanted === ours(loaded) ? [] : [`${name} does not run with what the journal says it has loaded`];
  });
}

/** Services whose reload is pending: none, once everything has converged. */
export async function pendingReloads(
  machine: Machine,
  journal: JournalReader,
  services: readonly Service[] = allServices,
): Promise<string[]> {
  const host = createSimHost({ machine, effects: new Effects() });
  const live = await readLive(host, services);
  const isPending = (service: Service) =>
    !live.isEmpty(service) && journal.service(service.name)?.loaded !== live.digest(service);
  return services.filter(isPending).map(({ name }) => `${name} still has a pending reload`);
}

async function readLive(host: Host, services: readonly Service[]): Promise<LiveFiles> {
  const live = new LiveFiles();
  for (const service of services) await live.readIfUnknown(service, host);
  return live;
}

function ours(files: ReadonlyMap<string, string>): string {
  return JSON.stringify([...files].filter(([path]) => path.includes('jopanel')).sort());
}

/** Rule 5: what users keep in their homes is there, or whole in an archive. @param content by home */
export function lostContent(machine: Machine, content: ReadonlyMap<string, string>): string[] {
  const archives = [...(lookUp(machine.disk, ARCHIVES)?.entries ?? [])]
    .filter(([name]) => !name.startsWith('.'))
    .map(([, id]) => machine.disk.nodes.get(id)?.text ?? '');
  return [...content].flatMap(([home, file]) => {
    const isThere = lookUp(machine.disk, `${home}/${file}`)?.text === preciousText(home);
    const isArchived = archives.some(
      (text) => text.includes(JSON.stringify(preciousText(home))) && text.endsWith('end of archive\n'),
    );
    return isThere || isArchived ? [] : [`what was in ${home} is nowhere`];
  });
}

export function preciousText(home: string): string {
  return `the only copy, in ${home}\n`;
}
