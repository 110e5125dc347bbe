import { renderSnippets } from '../../renderers/nginx-snippets.ts';
import { renderVhost } from '../../renderers/nginx-vhost.ts';
import { servesHttp3 } from '../../services/nginx/serves-http3.ts';
import type { ReservedName } from '../../src/model/reserved-name.ts';
import { blocked, type Degraded, type Plan, type ReconcileContext } from '../controller.ts';
import { compareFile, type FileComparison, PRIVATE } from '../generated-file.ts';
import type { DesiredVhost } from './desired.ts';
import { logSteps } from './log-folder.ts';
import type { ObservedVhost } from './observe.ts';
import { publication } from './publication.ts';

export function planVhost(
  username: string,
  desired: DesiredVhost,
  observed: ObservedVhost,
  context: ReconcileContext,
): Plan {
  const copy = compareFile(
    desired.snippetsPath,
    usesSnippets(desired, observed) ? renderSnippets(username, observed.sources.snippets) : null,
    PRIVATE,
    observed.snippetsFile,
    context,
  );
  if (copy.kind === 'foreign') return blocked('Conflict', copy.message);
  const vhost = compareFile(
    desired.path,
    textOf(desired, observed, context),
    PRIVATE,
    observed.file,
    context,
  );
  if (vhost.kind === 'foreign') return blocked('Conflict', vhost.message);
  const passwords = comparePasswords(desired, observed, context);
  const foreign = passwords.find((each) => each.kind === 'foreign');
  if (foreign !== undefined) return blocked('Conflict', foreign.message);
  const differences = [vhost, copy, ...passwords].filter((each) => each.kind === 'differs');
  const unavailable = notesOf(desired, observed).join('\n');
  return {
    actions: logSteps(username, desired, observed, context.facts.nginx.user),
    publications: publication(username, differences),
    ...(unavailable === '' ? {} : { unavailable }),
    ...(desired.refuseWith === 509 ? { degraded: overTraffic(unavailable) } : {}),
  };
}

/** @param more what else does not work */
function overTraffic(more: string): Degraded {
  const message =
    'its sites answer 509, because the traffic of the month is used up; raise bandwidth_quota_mb, or wait for the next month';
  return { reason: 'TrafficQuotaReached', message: more === '' ? message : `${message}\n${more}` };
}

/** Those that are to be, and those that are there. Root writes them, and the workers of nginx alone read them. */
function comparePasswords(
  { passwords }: DesiredVhost,
  { passwordFiles }: ObservedVhost,
  context: ReconcileContext,
): FileComparison[] {
  const as = { uid: 0, gid: context.facts.nginx.gid, mode: 0o640 };
  const paths = new Set([...passwords.keys(), ...passwordFiles.keys()]);
  return [...paths].map((path) =>
    compareFile(
      path,
      passwords.get(path) ?? null,
      as,
      passwordFiles.get(path) ?? { kind: 'absent' },
      context,
    ),
  );
}

function textOf(desired: DesiredVhost, observed: ObservedVhost, context: ReconcileContext): string | null {
  const { account } = desired;
  if (account === null) return null;
  const { facts, acmeDir } = context;
  return renderVhost(account, {
    ipv6: facts.ipv6,
    http2: facts.nginx.http2,
    http3: servesHttp3(context),
    logDir: desired.logDir,
    acmeRoot: acmeDir,
    certificateOf: observed.certificates.of,
    snippets: usesSnippets(desired, observed) ? desired.snippetsPath : undefined,
    withheld: new Set(desired.withheld.keys()),
    refuseWith: desired.refuseWith,
    trustedProxies: context.trustedProxies,
  });
}

/** What refuses every path has no place for lines that could answer one. */
function usesSnippets({ account, refuseWith }: DesiredVhost, { sources }: ObservedVhost): boolean {
  return account !== null && refuseWith === undefined && sources.snippets.length > 0;
}

function notesOf(
  { names, account, withheld }: DesiredVhost,
  { sources, certificates }: ObservedVhost,
): string[] {
  return account === null
    ? []
    : [
        ...[...withheld].map(withheldNote),
        ...names.flatMap((name) => certificates.notes(name)),
        ...sources.refused,
      ];
}

function withheldNote([name, { by }]: readonly [string, ReservedName]): string {
  const owner = { settings: 'reserved_names in the settings', host: 'the host itself' };
  const taker = by.kind === 'nginx' ? by.file : owner[by.kind];
  return `${name} is not served: it was taken by ${taker} after the account had it; take it out of one of the two`;
}
