import { reservedNameTaken } from '../../src/model/reserved-name.ts';
import { type Site, sitesOf } from '../../src/model/sites.ts';
import type { Target } from '../../src/model/target.ts';
import type { ReconcileContext } from '../controller.ts';

export interface DesiredCertificates {
  /** `kept`: nothing is got and nothing removed. `gone`: what there is goes into the archive. */
  readonly state: 'wanted' | 'kept' | 'gone';
  /** The sites that are to have a certificate where the host has none for them. */
  readonly sites: readonly WantedSite[];
}

export interface WantedSite {
  readonly name: string;
  /** Those that an authority may be asked for, in alphabetical order. */
  readonly names: readonly string[];
  /** Those that it may not: an authority wants to see their DNS changed. */
  readonly wildcards: readonly string[];
  /** Those beyond what one certificate may have. */
  readonly surplus: readonly string[];
}

/** Let's Encrypt signs no more, and others hardly do. */
const MOST_NAMES = 100;

export function desiredCertificates(
  { account, lifecycle }: Target,
  { acme, reserved }: Pick<ReconcileContext, 'acme' | 'reserved'>,
): DesiredCertificates {
  if (lifecycle === 'purged') return { state: 'gone', sites: [] };
  if (lifecycle === 'retired') return { state: 'kept', sites: [] };
  const isOurs = (name: string) => reservedNameTaken(name, reserved) === undefined;
  const sites =
    acme === null ? [] : sitesOf(account).filter(({ settings }) => settings.certificate === 'auto');
  return {
    state: 'wanted',
    sites: sites.flatMap((site) => wantedSite(site, isOurs)),
  };
}

function wantedSite({ name, names }: Site, isOurs: (name: string) => boolean): WantedSite[] {
  const served = names.filter(isOurs);
  const plain = served.filter((each) => !each.startsWith('*')).sort();
  if (name.startsWith('*') || served.length === 0) return [];
  return [
    {
      name,
      names: plain.slice(0, MOST_NAMES),
      wildcards: served.filter((each) => each.startsWith('*')),
      surplus: plain.slice(MOST_NAMES),
    },
  ];
}
