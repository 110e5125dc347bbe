import type { PendingRetry, ReconcileContext } from '../controller.ts';
import type { WantedSite } from './desired.ts';
import type { ObservedCertificates, Stored } from './observe.ts';
import { renewalTime } from './renewal-time.ts';

export const siteRetry = (site: string) => `site:${site}`;
export const nameRetry = (name: string) => `name:${name}`;

/** A retry wakes the loop by another clock than the one it is compared with. */
const SLACK_MS = 1000;

/** One site that is to have a certificate, as things are. */
export interface SiteState {
  readonly site: WantedSite;
  /** The newest one that jopanel got for it and that has not expired. */
  readonly current: Stored | undefined;
  /** What an authority is to be asked for now; empty when that is nothing. */
  readonly order: readonly string[];
  /** The order is for names that `current` covers. */
  readonly isRenewal: boolean;
  /** It is asked for even if nothing but `current` comes of it. */
  readonly isForced: boolean;
  /** It is time to renew `current`. */
  readonly isDue: boolean;
  /** When `current` is to be renewed, in epoch milliseconds. */
  readonly renewAt: number | undefined;
  /** Names that failed the last time, and are left out until their next try. */
  readonly splitOff: readonly { readonly name: string; readonly retry: PendingRetry }[];
  /** What failed the last time of the site as a whole. */
  readonly failed: PendingRetry | undefined;
  /** Names that nothing on this host covers now. */
  readonly uncovered: readonly string[];
}

export function siteState(
  username: string,
  site: WantedSite,
  { best, stored }: ObservedCertificates,
  context: Pick<ReconcileContext, 'now' | 'retriesOf' | 'isRequested'>,
): SiteState {
  const { now } = context;
  const retries = new Map(context.retriesOf(username, 'certificate').map((each) => [each.item, each]));
  const isForced = context.isRequested(username, 'certificate', siteRetry(site.name));
  // The operator's own certificate for a name wins.
  const wanted = site.names.filter((name) => {
    const found = best.of(name);
    return found === undefined || found.stored !== undefined || found.validity !== 'valid';
  });
  const splitOff = wanted.flatMap((name) => {
    const retry = retries.get(nameRetry(name));
    return retry === undefined || retry.retryAt <= now + SLACK_MS || isForced ? [] : [{ name, retry }];
  });
  const names = wanted.filter((name) => !splitOff.some((each) => each.name === name));
  // One that is not valid yet is so by a clock that is wrong: another one would not be either.
  const current = stored.get(site.name)?.find(({ validity }) => validity !== 'expired');
  const isRenewal = current !== undefined && names.every((name) => current.names.includes(name));
  const renewAt = current && renewalTime(current);
  const isDue = renewAt !== undefined && renewAt <= now;
  return {
    site,
    current,
    order: names.length > 0 && (isForced || isDue || !isRenewal) ? names : [],
    isRenewal,
    isForced,
    isDue,
    renewAt,
    splitOff,
    failed: retries.get(siteRetry(site.name)),
    uncovered: wanted.filter((name) => best.of(name)?.validity !== 'valid'),
  };
}
