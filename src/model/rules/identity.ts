// account.json against its folder, its host and domains.json.

import type { Finding } from '../finding.ts';
import type { HostFacts } from '../host-facts.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';
import { NO_LOGIN_SHELLS } from '../values/login-shell.ts';

const file = 'account.json';

export function checkIdentity(draft: PartialSet, facts: HostFacts | undefined): Finding[] {
  return [
    ...parseFolderName(draft),
    ...checkPrimary(draft),
    ...checkHome(draft, facts),
    ...(facts === undefined ? [] : [...checkIds(draft, facts), ...checkShell(draft, facts)]),
  ];
}

function parseFolderName({ username, account }: PartialSet): Finding[] {
  if (account.username === undefined || account.username === username) return [];
  return [
    {
      file,
      path: ['username'],
      message: `is ${quoted(account.username)}, but the folder is named ${quoted(username)}`,
      remedy: `write ${quoted(username)}; an account is never renamed`,
    },
  ];
}

function checkPrimary({ account, domains }: PartialSet): Finding[] {
  if (account.primary_domain === undefined || domains.primary === undefined) return [];
  if (account.primary_domain === domains.primary) return [];
  return [
    {
      file: 'domains.json',
      path: ['primary'],
      message: `is ${quoted(domains.primary)}, but account.json says ${quoted(account.primary_domain)}`,
      remedy: `write ${quoted(account.primary_domain)} or change primary_domain in account.json`,
    },
  ];
}

function checkHome({ username, account }: PartialSet, facts: HostFacts | undefined): Finding[] {
  const home = account.home_dir;
  if (home === undefined) return [];
  const bases = facts?.homeBases ?? [home.slice(0, -username.length - 1)];
  if (bases.some((base) => home === `${base}/${username}`)) return [];
  const wanted = (facts?.homeBases ?? ['/home']).map((base) => `${base}/${username}`).join(' or ');
  return [
    {
      file,
      path: ['home_dir'],
      message: `is ${quoted(home)}`,
      remedy: `the home of ${username} is ${wanted}`,
    },
  ];
}

function checkIds({ account }: PartialSet, { uidMin, uidMax }: HostFacts): Finding[] {
  return (['uid', 'gid'] as const).flatMap((key) => {
    const id = account[key];
    if (id === undefined || (id >= uidMin && id <= uidMax)) return [];
    return [
      {
        file,
        path: [key],
        message: `is ${id}, outside the range of this host`,
        remedy: `use a free number from ${uidMin} to ${uidMax}; for a user who is there already, change uid_min or uid_max in the settings`,
      },
    ];
  });
}

function checkShell({ account }: PartialSet, { shells }: HostFacts): Finding[] {
  const { shell } = account;
  if (shell === undefined || shells.includes(shell) || NO_LOGIN_SHELLS.includes(shell)) return [];
  return [
    {
      file,
      path: ['shell'],
      message: `is no shell of this host: ${quoted(shell)}`,
      remedy: `use one of ${[...shells, NO_LOGIN_SHELLS[0]].join(', ')}`,
    },
  ];
}
