// Every path of a set lies below the account's home, and no document root shows what is hidden.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';
import type { ValuePath } from '../value-path.ts';
import { isBelow } from '../values/absolute-path.ts';

// Where PHP may read besides the home: its upload folder's usual place, and Debian's PEAR library.
const SHARED_FOLDERS = ['/tmp', '/usr/share/php'];

export function checkPaths(draft: PartialSet): Finding[] {
  const home = draft.account.home_dir;
  if (home === undefined) return [];
  return [
    ...checkDocroots(draft, home),
    ...checkOpenBasedir(draft, home),
    ...checkAppRoots(draft, home),
    ...checkFtpDirectories(draft, home),
  ];
}

function checkDocroots({ domains }: PartialSet, home: string): Finding[] {
  return (['addon_domains', 'subdomains'] as const).flatMap((list) =>
    (domains[list] ?? []).flatMap((site, index) => {
      const docroot = site?.docroot;
      if (docroot === undefined) return [];
      const at = { file: 'domains.json' as const, path: [list, index, 'docroot'] };
      if (!isBelow(docroot, home)) {
        return [
          { ...at, message: `is not below the home: ${quoted(docroot)}`, remedy: `begin it with ${home}/` },
        ];
      }
      // ~/.ssh, ~/.git and their like hold secrets that a web server would hand out.
      if (docroot.slice(home.length).includes('/.')) {
        return [
          {
            ...at,
            message: `leads through a hidden folder: ${quoted(docroot)}`,
            remedy: 'use another folder',
          },
        ];
      }
      return [];
    }),
  );
}

function checkOpenBasedir({ services }: PartialSet, home: string): Finding[] {
  const seen = new Set<string>();
  return (services.php?.open_basedir ?? []).flatMap((path, index) => {
    if (path === undefined) return [];
    const at = { file: 'services.json' as const, path: ['php', 'open_basedir', index] };
    if (seen.has(path))
      return [{ ...at, message: `is there twice: ${quoted(path)}`, remedy: 'keep one of the two' }];
    seen.add(path);
    if ([home, ...SHARED_FOLDERS].some((folder) => path === folder || isBelow(path, folder))) return [];
    return [
      {
        ...at,
        message: `lets PHP read outside the account: ${quoted(path)}`,
        remedy: `use ${home}, ${SHARED_FOLDERS.join(', ')} or folders below them`,
      },
    ];
  });
}

function checkAppRoots({ services }: PartialSet, home: string): Finding[] {
  return (services.nodejs?.apps ?? []).flatMap((app, index) =>
    checkBelow(app?.root, home, ['nodejs', 'apps', index, 'root']),
  );
}

function checkFtpDirectories({ services }: PartialSet, home: string): Finding[] {
  return (services.ftp?.accounts ?? []).flatMap((login, index) =>
    checkBelow(login?.directory, home, ['ftp', 'accounts', index, 'directory']),
  );
}

function checkBelow(folder: string | undefined, home: string, path: ValuePath): Finding[] {
  if (folder === undefined || isBelow(folder, home)) return [];
  const message = `is not below the home: ${quoted(folder)}`;
  return [{ file: 'services.json', path, message, remedy: `begin it with ${home}/` }];
}
