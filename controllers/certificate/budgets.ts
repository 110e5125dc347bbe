import type { AcmeSettings } from '../../src/model/acme/acme-settings.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { Budget } from '../after-action.ts';
import type { SiteState } from './site-state.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** A little below what Let's Encrypt permits, for what an operator tries by hand. */
const ORDERS = 280;
/** The rest is left to sites that have no certificate yet. */
const ORDERS_FOR_RENEWALS = 180;
const FAILURES = 4;
const CERTIFICATES = 4;
/** Whatever an authority says of the time of a renewal, it is no endless loop. */
const RENEWALS = 3;

export function ordersBudget({ directory }: Pick<AcmeSettings, 'directory'>): string {
  return `orders at ${directory}`;
}

export function failuresBudget(name: string): string {
  return `failures of ${name}`;
}

export function certificatesBudget(names: readonly string[]): string {
  return `certificates for ${sha256(names.join(' ')).slice(0, 32)}`;
}

/** What an authority permits of an order: https://letsencrypt.org/docs/rate-limits/ */
export function budgetsOf(
  { site, order, isRenewal, isDue, current }: SiteState,
  acme: AcmeSettings,
): Budget[] {
  const failures = order.map(
    (name): Budget => ({
      name: failuresBudget(name),
      most: FAILURES,
      periodMs: HOUR_MS,
      spentBy: 'report',
    }),
  );
  const renewals: Budget[] = isRenewal
    ? [{ name: `renewals of ${site.name}`, most: RENEWALS, periodMs: 24 * HOUR_MS, spentBy: 'start' }]
    : [];
  // A renewal in the authority's own window that names what it replaces is free.
  if (isRenewal && isDue && current?.stored.renewal !== undefined) return [...renewals, ...failures];
  return [
    ...renewals,
    {
      name: ordersBudget(acme),
      most: isRenewal ? ORDERS_FOR_RENEWALS : ORDERS,
      periodMs: 3 * HOUR_MS,
      spentBy: 'start',
    },
    { name: certificatesBudget(order), most: CERTIFICATES, periodMs: WEEK_MS, spentBy: 'report' },
    ...failures,
  ];
}
