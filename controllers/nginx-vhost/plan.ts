import { action } from '../action.ts';
import { type Action, blocked, type Plan, type Publication, type Surroundings } from '../controller.ts';
import { compareFile, fileItem, PUBLIC } from '../generated-file.ts';
import type { DesiredVhost } from './desired.ts';
import type { ObservedVhost } from './observe.ts';

export function planVhost(
  username: string,
  desired: DesiredVhost,
  observed: ObservedVhost,
  surroundings: Surroundings,
): Plan {
  const { path, text } = desired;
  const difference = compareFile(path, text, PUBLIC, observed.file, surroundings);
  if (difference.kind === 'foreign') return blocked('Conflict', difference.message);
  const actions = observed.hasLogDir || text === null ? [] : [makeLogDir(username, desired)];
  if (difference.kind === 'same') return { actions, publications: [] };
  const publication: Publication = {
    account: username,
    resource: 'nginx-vhost',
    summary: `${text === null ? 'remove' : difference.before === null ? 'write' : 'change'} ${path}`,
    direction: text === null ? 'down' : 'up',
    destructive: false,
    owns: text === null ? [] : [fileItem(path)],
    releases: text === null ? [fileItem(path)] : [],
    diff: { path, before: difference.before, after: text },
    service: 'nginx',
    payload: { change: difference.change },
  };
  return { actions, publications: [publication] };
}

function makeLogDir(username: string, { logDir, logGid }: DesiredVhost): Action {
  return action(
    'nginx-vhost',
    username,
    `make ${logDir}`,
    (host) => host.files.makeFolder(logDir, { uid: 0, gid: logGid, mode: 0o750 }),
    { owns: [`folder:${logDir}`] },
  );
}
