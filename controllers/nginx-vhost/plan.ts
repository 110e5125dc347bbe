import type { Account } from '../../src/model/account.ts';
import { type Action, blocked, type Plan, type Publication, type Surroundings } from '../controller.ts';
import { compareFile, fileItem, PUBLIC } from '../generated-file.ts';
import type { DesiredVhost } from './desired.ts';
import type { ObservedVhost } from './observe.ts';

export function planVhost(
  { username }: Account,
  desired: DesiredVhost,
  observed: ObservedVhost,
  surroundings: Surroundings,
): Plan {
  const { path, text } = desired;
  const difference = compareFile(path, text, PUBLIC, observed.file, surroundings);
  if (difference.kind === 'foreign') return blocked('Conflict', difference.message);
  const actions = observed.hasLogDir ? [] : [makeLogDir(username, desired)];
  if (difference.kind === 'same') return { actions, publications: [] };
  const publication: Publication = {
    account: username,
    resource: 'nginx-vhost',
    summary: `${difference.before === null ? 'write' : 'change'} ${path}`,
    destructive: false,
    owns: [fileItem(path)],
    releases: [],
    diff: { path, before: difference.before, after: text },
    service: 'nginx',
    direction: 'up',
    payload: { change: difference.change },
  };
  return { actions, publications: [publication] };
}

function makeLogDir(account: string, { logDir, logGid }: DesiredVhost): Action {
  return {
    account,
    resource: 'nginx-vhost',
    summary: `make ${logDir}`,
    destructive: false,
    owns: [`folder:${logDir}`],
    releases: [],
    apply: (host) => host.files.makeFolder(logDir, { uid: 0, gid: logGid, mode: 0o750 }),
  };
}
