import type { FileChange, FoundFile } from '../../src/host/root-files.ts';
import { type PoolState, phpPoolSocket } from '../../src/model/php-order.ts';
import { type Action, blocked, IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import { compareFile, fileItem, PRIVATE, PUBLIC } from '../generated-file.ts';
import type { DesiredPhp } from './desired.ts';
import type { ObservedPhp } from './observe.ts';
import { leaveSharedFpm, publishOrder, withdrawPhp } from './steps.ts';

const WHILE_TROUBLED_MS = [5_000, 60_000];

export function planPhp(
  username: string,
  desired: DesiredPhp,
  observed: ObservedPhp,
  context: ReconcileContext,
): Plan {
  const missing = desired.versions.find((version) => !context.facts.phpVersions.includes(version));
  if (missing !== undefined) return blocked('Unavailable', notInstalled(missing, context));
  const foreign = observed.shared.find((found) => compare(found, context).kind === 'foreign');
  // Another program's pool of that name is nothing of ours, and its socket is found out below.
  const shared = observed.shared.filter((found) => found !== foreign);
  const order = orderChange(desired, observed, shared.length > 0, context);
  if (order.kind === 'foreign') return blocked('Conflict', order.message);
  const change = order.kind === 'differs' ? [order.change] : [];
  if (desired.text === undefined) return withdrawal(username, desired, observed, change, shared);

  const actions: Action[] = [];
  if (change.length > 0) {
    const before = order.kind === 'differs' ? order.before : null;
    actions.push(
      publishOrder(
        username,
        desired.path,
        `${before === null ? 'write' : 'change'} ${desired.path}`,
        change,
        {
          owns: [fileItem(desired.path)],
          diff: { path: desired.path, before, after: change[0]?.text ?? null },
        },
      ),
    );
  } else if (!isTakenUp(desired, observed.pools)) {
    actions.push(publishOrder(username, 'activator', `let the PHP activator take up ${desired.path}`, []));
  }
  if (shared.length > 0) actions.push(removal(username, desired, shared));
  return { ...IN_SYNC, actions, ...troubleOf(observed.pools ?? [], actions.length > 0) };
}

function notInstalled(version: string, { facts }: ReconcileContext): string {
  const [some, ...others] = facts.phpVersions;
  // A release of Debian has one version; the package of another one may be in no repository of this host.
  const remedy =
    some === undefined
      ? `install php${version}-fpm, or another version and set that`
      : `set services.php.version to ${[some, ...others].join(' or ')}, or install php${version}-fpm`;
  return `PHP ${version} is not installed: ${remedy}`;
}

function orderChange(
  { path, text }: DesiredPhp,
  { order }: ObservedPhp,
  takesOver: boolean,
  context: Pick<ReconcileContext, 'owns'>,
) {
  return compareFile(path, text === undefined ? null : text(takesOver), PRIVATE, order, context);
}

/** Whether the activator goes by this order: another one may lie there since it looked. */
function isTakenUp({ generations }: DesiredPhp, pools: readonly PoolState[] | undefined): boolean {
  if (pools?.length !== generations.size) return false;
  return pools.every(({ id, generation }) => generations.get(id) === generation);
}

function withdrawal(
  username: string,
  { path, uid, isActive }: DesiredPhp,
  { order, pools = [], isRunning }: ObservedPhp,
  change: readonly FileChange[],
  shared: readonly FoundFile[],
): Plan {
  const actions: Action[] = [];
  if (change.length > 0 || pools.length > 0 || isRunning) {
    const isThere = order.kind === 'file';
    const summary = isThere ? `remove ${path}` : `end the PHP of ${username}`;
    const before = isThere ? order.text : null;
    actions.push(
      withdrawPhp(
        username,
        path,
        summary,
        { uid, changes: change },
        {
          direction: 'down',
          ...(isActive ? { onceUnusedBy: ['nginx-vhost' as const] } : {}),
          releases: isThere ? [fileItem(path)] : [],
          ...(isThere ? { diff: { path, before, after: null } } : {}),
        },
      ),
    );
  }
  if (shared.length > 0) actions.push(removal(username, undefined, shared));
  return { ...IN_SYNC, actions };
}

function removal(username: string, desired: DesiredPhp | undefined, shared: readonly FoundFile[]): Action {
  const paths = shared.flatMap((found) => (found.kind === 'file' ? [found.path] : []));
  const text = desired?.text?.(false);
  const order = desired === undefined || text === undefined ? [] : [{ path: desired.path, text, ...PRIVATE }];
  return leaveSharedFpm(
    username,
    paths[0] ?? '',
    `remove ${paths.join(' and ')}`,
    { paths, order },
    {
      direction: 'down',
      onceUnusedBy: ['nginx-vhost'],
      releases: paths.map(fileItem),
    },
  );
}

function compare(found: FoundFile, context: Pick<ReconcileContext, 'owns'>) {
  if (found.kind !== 'file') return { kind: 'foreign' } as const;
  return compareFile(found.path, null, PUBLIC, found, context);
}

/** What the activator says of pools that are not as they should be. */
function troubleOf(pools: readonly PoolState[], isChanging: boolean): Partial<Plan> {
  const refused = pools.find(({ state }) => state === 'refused');
  if (refused !== undefined && !isChanging) {
    const message = `another program listens on ${phpPoolSocket(refused.id)}; stop it`;
    return { blocked: { reason: 'Conflict', message } };
  }
  const old = pools.find(({ is_current, why }) => !is_current && why !== '');
  if (old !== undefined && !isChanging) {
    const message = `PHP ${old.version} does not start, and the one from before the last change goes on: ${old.why}`;
    return { blocked: { reason: 'Unavailable', message } };
  }
  const failed = pools.flatMap(({ version, why }) =>
    why === '' ? [] : [`PHP ${version} does not start: ${why}`],
  );
  return failed.length === 0 ? {} : { unavailable: failed.join('\n'), recheckAfterMs: WHILE_TROUBLED_MS };
}
