/** Account sets for tests: the reference account under another name. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type AccountSet, type JsonObject, parseObject, type SetFile } from '../../sandbox/account-sets.ts';

/** Keys to replace, file by file. */
export type Overrides = Partial<Record<SetFile, JsonObject>>;

const reference = new URL('../../fixtures/users/joko/', import.meta.url);

/** That of Debian 12, or of the system that sandboxes are laid over instead (sandbox/trixie). */
const { JOPANEL_SYSTEM: system } = process.env;
export const PHP = system === undefined ? '8.2' : (readdirSync(`${system}/etc/php`).at(-1) ?? '8.2');

/** One account with one domain, `<username>.example`, and a uid of its own. */
export function accountSet(username: string, overrides: Overrides = {}): AccountSet {
  const uid = uidOf(username);
  const home = `/home/${username}`;
  const primary = `${username}.example`;
  const own: Overrides = {
    account: {
      username,
      uid,
      gid: uid,
      primary_domain: primary,
      home_dir: home,
      contact_email: `owner@${primary}`,
    },
    domains: { primary, addon_domains: [], subdomains: [], alias_domains: [`www.${primary}`] },
    services: {
      php: { enabled: true, version: PHP, fpm_pool: `jopanel-${username}`, open_basedir: [home, '/tmp'] },
    },
    ssh: { chroot_dir: home },
  };
  const file = (name: SetFile) => ({ ...referenceFile(name), ...own[name], ...overrides[name] });
  return {
    account: file('account'),
    domains: file('domains'),
    limits: file('limits'),
    services: file('services'),
    ssh: file('ssh'),
    meta: file('meta'),
  };
}

/** The same uid for a name in every test file, for a host never gives a uid to a second name. */
function uidOf(username: string): number {
  return 20_000 + (createHash('sha256').update(username).digest().readUInt32BE() % 30_000);
}

function referenceFile(name: SetFile): JsonObject {
  return parseObject(readFileSync(new URL(`${name}.json`, reference), 'utf8'));
}
