// What Apache obeyed and nginx does not: `.htaccess` in the document roots.

import path from 'node:path';
import type { FolderInHome } from '../../src/host/homes.ts';
import type { Account } from '../../src/model/account.ts';
import type { PackageTemplate } from '../../src/model/package-template.ts';
import { sitesOf } from '../../src/model/sites.ts';
import { isBelow } from '../../src/model/values/absolute-path.ts';
import { looksLikeUsername } from '../../src/model/values/username.ts';
import type { V1Source } from '../rows/source.ts';
import { homeOf } from './home-of.ts';
import { type MigrationFinding, noteFinding } from './migration-finding.ts';
import { plainRoot, standardRoot } from './plan-docroot.ts';

/** Where the files of V1's sites may lie, as far as it is below the homes. */
export function rootsOf({ users, domains }: V1Source, template: PackageTemplate): FolderInHome[] {
  const byId = new Map(users.map(({ id, username }) => [id, username]));
  return domains.flatMap(({ user_id, domain_name, document_root }) => {
    const username = byId.get(user_id);
    if (username === undefined || !looksLikeUsername(username)) return [];
    const home = homeOf(template, username);
    const roots = new Set([plainRoot(document_root) ?? '', standardRoot(home, domain_name)]);
    return [...roots]
      .filter((root) => isBelow(root, home) && path.normalize(root) === root)
      .map((root) => ({ home, path: path.relative(home, root) }));
  });
}

export function htaccessNotes(account: Account, htaccess: ReadonlySet<string>): MigrationFinding[] {
  const roots = new Set(sitesOf(account).map(({ root }) => root));
  return [...roots]
    .filter((root) => htaccess.has(root))
    .map((root) =>
      noteFinding('htaccess', {
        subject: `${root}/.htaccess`,
        what: 'this file says what Apache is to do with the folder',
        why: 'nginx does not read it: what it closed is open, and what it redirected is not',
        proposal:
          'look what it asks for; deny, password, headers, error_pages and redirect_to of the site in domains.json say the same',
      }),
    );
}
