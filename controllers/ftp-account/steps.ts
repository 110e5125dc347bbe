import {
  FTP_LOGINS,
  FTP_PASSWORDS,
  parseFtpPasswords,
  renderFtpLogins,
  renderFtpPasswords,
} from '../../renderers/ftp-accounts.ts';
import { parseFtpUsers, renderFtpUsers } from '../../renderers/ftp-users.ts';
import type { Host } from '../../src/host/host.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import { bulkAction } from '../bulk.ts';
import { FTP_USERS } from '../ftp-access/observe.ts';
import { PRIVATE } from '../generated-file.ts';
import { FTP_UNIT, textOf } from './observe.ts';

interface ServerSetup {
  readonly files: readonly FileChange[];
  /** The unit of a mount that is to be made now. */
  readonly mount: string | undefined;
}

/** What vsftpd reads for all accounts. It is restarted once for them all, and only where it runs. */
export const setUpServer = bulkAction<ServerSetup>('ftp-account', async (setups, host) => {
  const all = [...setups.values()];
  const changes = new Map(all.flatMap(({ files }) => files).map((change) => [change.path, change]));
  await host.files.put([...changes.values()]);
  if (changes.size > 0) await host.units.reload();
  await host.units.restart([...new Set(all.flatMap(({ mount }) => mount ?? []))]);
  const state = (await host.units.show([FTP_UNIT])).get(FTP_UNIT);
  if (changes.size > 0 && state?.activity === 'running') await host.units.restart([FTP_UNIT]);
  return new Map();
});

interface LoginChange {
  /** The hash of each login that is to work, and null for one that is not. */
  readonly hashes: ReadonlyMap<string, string | null>;
  readonly files: readonly FileChange[];
}

/** Where a login leads is there before its password is, and goes after it. */
export const setLogins = bulkAction<LoginChange>('ftp-account', async (changes, host) => {
  const all = [...changes.values()];
  const files = all.flatMap((change) => change.files);
  await host.files.put(files.filter(({ text }) => text !== null));
  await setPasswords(host, new Map(all.flatMap(({ hashes }) => [...hashes])));
  await host.files.put(files.filter(({ text }) => text === null));
  return new Map();
});

/** The lists as they are now, with some more or less: the logins of all other accounts stay as they are. */
async function setPasswords(host: Host, changes: ReadonlyMap<string, string | null>): Promise<void> {
  const hashes = new Map(parseFtpPasswords(textOf(await host.files.read(FTP_PASSWORDS))));
  const users = new Set(parseFtpUsers(textOf(await host.files.read(FTP_USERS))));
  for (const [name, hash] of changes) {
    if (hash === null) {
      hashes.delete(name);
      users.delete(name);
    } else {
      hashes.set(name, hash);
      users.add(name);
    }
  }
  await host.files.put([
    { path: FTP_LOGINS, text: renderFtpLogins(hashes.keys()), ...PRIVATE },
    { path: FTP_USERS, text: renderFtpUsers(users), ...PRIVATE },
    { path: FTP_PASSWORDS, text: renderFtpPasswords(hashes), ...PRIVATE },
  ]);
}
