import { renderSnippets } from '../../renderers/nginx-snippets.ts';
import { renderVhost } from '../../renderers/nginx-vhost.ts';
import type { Publication } from '../../services/service.ts';
import { blocked, type Plan, type ReconcileContext } from '../controller.ts';
import { compareFile, PRIVATE } from '../generated-file.ts';
import { switchStates } from '../php-fpm-pool/version-switch.ts';
import { certificateNotes, chooseCertificates } from './certificate-choice.ts';
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
  const publications: Publication[] = [];
  let found = observed.file;
  for (const [index, text] of textsOf(desired, observed, context).entries()) {
    const vhost = compareFile(desired.path, text, PRIVATE, found, context);
    if (vhost.kind === 'foreign') return blocked('Conflict', vhost.message);
    const differences = [vhost, ...(index === 0 ? [copy] : [])].filter((each) => each.kind === 'differs');
    publications.push(...publication(username, differences, index === 0 ? 1 : 2));
    if (text !== null) found = { kind: 'file', path: desired.path, text, ...PRIVATE };
  }
  const unavailable = notesOf(desired, observed).join('\n');
  return {
    actions: logSteps(username, desired, observed, context.facts.nginx.user),
    publications,
    ...(unavailable === '' ? {} : { unavailable }),
  };
}

/** The file as it is to be, one state after the other: requests follow the PHP pool while it moves. */
function textsOf(
  desired: DesiredVhost,
  observed: ObservedVhost,
  context: ReconcileContext,
): (string | null)[] {
  const { account } = desired;
  if (account === null) return [null];
  const sockets = new Set<string>();
  if (desired.phpVersion !== undefined && observed.pools.size > 0) {
    const states = switchStates(account.services.php.fpm_pool, desired.phpVersion, observed.pools);
    for (const state of states) if (state.direction === 'up') sockets.add(state.sockets[0]);
  }
  if (sockets.size === 0) sockets.add(desired.phpSocket);
  const { facts, acmeDir } = context;
  return [...sockets].map((phpSocket) =>
    renderVhost(account, {
      ipv6: facts.ipv6,
      http2: facts.nginx.http2,
      logDir: desired.logDir,
      acmeRoot: acmeDir,
      certificateOf: chooseCertificates(desired.names, observed.certificates),
      phpSocket,
      snippets: usesSnippets(desired, observed) ? desired.snippetsPath : undefined,
      refuseWith: desired.refuseWith,
    }),
  );
}

/** What refuses every path has no place for lines that could answer one. */
function usesSnippets({ account, refuseWith }: DesiredVhost, { sources }: ObservedVhost): boolean {
  return account !== null && refuseWith === undefined && sources.snippets.length > 0;
}

function notesOf({ names, account }: DesiredVhost, { sources, certificates }: ObservedVhost): string[] {
  return account === null ? [] : [...certificateNotes(names, certificates), ...sources.refused];
}
