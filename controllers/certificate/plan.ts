import { isoTime } from '../../src/host/clock.ts';
import {
  type Action,
  IN_SYNC,
  type Plan,
  type PlannedCondition,
  type ReconcileContext,
} from '../controller.ts';
import type { DesiredCertificates, WantedSite } from './desired.ts';
import { namesInWords } from './in-words.ts';
import { type ObservedCertificates, siteItem } from './observe.ts';
import { type SiteState, siteState } from './site-state.ts';
import {
  adoptCertificatesAction,
  archiveCertificatesAction,
  orderCertificate,
  removeVersionsAction,
} from './steps.ts';

export function planCertificates(
  username: string,
  desired: DesiredCertificates,
  observed: ObservedCertificates,
  context: ReconcileContext,
): Plan {
  switch (desired.state) {
    case 'kept':
      return IN_SYNC;
    case 'gone':
      return { ...IN_SYNC, actions: planGone(username, observed, context) };
    case 'wanted':
      return planWanted(username, desired, observed, context);
  }
}

function planGone(username: string, { stored }: ObservedCertificates, context: ReconcileContext): Action[] {
  return sitesOwned(username, context).map((site) =>
    archiveCertificatesAction(username, site, stored.get(site)?.[0], context),
  );
}

function planWanted(
  username: string,
  { sites }: DesiredCertificates,
  observed: ObservedCertificates,
  context: ReconcileContext,
): Plan {
  const { acme } = context;
  const states = sites.map((site) => siteState(username, site, observed, context));
  const owned = sitesOwned(username, context);
  const adopted = sites.filter(({ name }) => observed.stored.has(name) && !owned.includes(name));
  const all = [...new Set([...owned, ...adopted.map(({ name }) => name)])];
  const actions = [
    ...adopted.map(({ name }) => adoptCertificatesAction(username, name, context)),
    ...all.flatMap((name) => {
      const site = sites.find((each) => each.name === name);
      const versions = superfluous(name, site, observed);
      return versions.length === 0 ? [] : [removeVersionsAction(username, name, versions, context)];
    }),
  ];
  if (acme === null || sites.length === 0) return { ...IN_SYNC, actions };
  if (observed.unavailable !== undefined)
    return { ...IN_SYNC, actions, unavailable: observed.unavailable, isOfHost: true };
  const after = states
    .filter(({ order }) => order.length > 0)
    .map((state) => orderCertificate(username, state, acme, context));
  const missing = states.flatMap(splitOffInWords);
  const notes = states.flatMap(({ site }) => notesOf(site, observed));
  return {
    actions,
    publications: [],
    conditions: conditionsOf(states),
    ...(after.length === 0 ? {} : { after }),
    ...(missing.length === 0 ? {} : { unavailable: missing.join('\n') }),
    ...(notes.length === 0 ? {} : { note: notes.join('\n') }),
  };
}

/** The sites whose certificates the inventory has for the account, those of domains that are gone as well. */
function sitesOwned(username: string, context: Pick<ReconcileContext, 'itemsOf' | 'stateDir'>): string[] {
  const prefix = siteItem(context, '');
  return context
    .itemsOf(username)
    .flatMap((item) => (item.startsWith(prefix) ? [item.slice(prefix.length)] : []));
}

/**
 * The versions that serve no name any more: a newer one, or the operator's own, does. Those of a site that is gone are
 * kept until they expire, since it may come back. What is not whole may be in the making, unless a newer one is.
 */
function superfluous(name: string, site: WantedSite | undefined, observed: ObservedCertificates): string[] {
  const stored = observed.stored.get(name) ?? [];
  const newest = stored[0]?.stored.version ?? '';
  const broken = (observed.unusable.get(name) ?? []).filter((version) => version < newest);
  const unused = stored.filter((each) => {
    if (site === undefined) return each.validity === 'expired';
    return !site.names.some((host) => observed.best.of(host)?.chain === each.chain);
  });
  // The only one is never removed for being unused, as it is while its names are being changed.
  const isReplaced = site === undefined || unused.length < stored.length || allElsewhere(site, observed);
  return [...broken, ...(isReplaced ? unused.map(({ stored: { version } }) => version) : [])];
}

function allElsewhere({ names }: WantedSite, { best }: ObservedCertificates): boolean {
  return names.every((name) => {
    const found = best.of(name);
    return found?.validity === 'valid' && found.stored === undefined;
  });
}

function splitOffInWords({ splitOff, uncovered }: SiteState): string[] {
  return splitOff.map(({ name, retry }) => {
    const what = uncovered.includes(name)
      ? `${name} has no certificate`
      : `the certificate for ${name} could not be renewed, and the old one is still served`;
    return `${what}: ${retry.error}; the next try is at ${isoTime(retry.retryAt)}`;
  });
}

function notesOf({ wildcards, surplus }: WantedSite, { best }: ObservedCertificates): string[] {
  const open = wildcards.filter((name) => best.of(name) === undefined);
  return [
    ...open.map(
      (name) =>
        `a certificate for ${name} is not asked for, since authorities sign wildcards by the DNS alone; put one into /etc/jopanel/tls`,
    ),
    ...(surplus.length === 0
      ? []
      : [
          `a certificate has 100 names at most, and ${namesInWords(surplus)} are beyond that; give them a site of their own in domains.json`,
        ]),
  ];
}

function conditionsOf(states: readonly SiteState[]): PlannedCondition[] {
  const missing = states.flatMap(({ uncovered }) => uncovered);
  const failing = states.filter(
    ({ isDue, failed, splitOff, uncovered }) =>
      (isDue && failed !== undefined) || splitOff.some(({ name }) => !uncovered.includes(name)),
  );
  return [
    missing.length === 0
      ? { type: 'Issued', status: 'true', reason: 'AllIssued', message: '' }
      : {
          type: 'Issued',
          status: 'false',
          reason: 'NotIssued',
          message: `without a certificate: ${namesInWords(missing)}`,
        },
    ...(failing.length === 0
      ? []
      : [
          {
            type: 'RenewalFailing',
            status: 'true',
            reason: 'RenewalFailed',
            message: failing.map(renewalInWords).join('\n'),
          } as const,
        ]),
  ];
}

function renewalInWords({ site, current, failed, splitOff }: SiteState): string {
  const why = failed?.error ?? splitOff.map(({ name, retry }) => `${name}: ${retry.error}`).join('; ');
  const until = current === undefined ? '' : `, which is valid until ${isoTime(current.validTo)}`;
  return `the certificate of ${site.name}${until}, could not be renewed: ${why}`;
}
