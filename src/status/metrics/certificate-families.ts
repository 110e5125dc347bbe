import type { FoundCertificate } from '../../host/certificates.ts';
import type { AccountState } from '../../journal/account-state.ts';
import type { Family } from './exposition.ts';

interface Lasting {
  readonly account: string;
  readonly site: string;
  readonly until: number;
}

/** Only those that cover a domain of an account: what lies on the host beside them is another's affair. */
export function certificateFamilies(
  accounts: Iterable<Pick<AccountState, 'username' | 'domains' | 'retiredAt'>>,
  found: readonly FoundCertificate[],
  now: number,
): Family[] {
  const owners = new Map<string, string>();
  for (const { username, domains, retiredAt } of accounts) {
    if (retiredAt === null) for (const domain of domains) owners.set(domain, username);
  }
  // Of several for the same names, the one that lasts longest is what counts.
  const lasting = new Map<string, Lasting>();
  for (const each of found) {
    const known = each.usable ? each.names.find((name) => owners.has(name)) : undefined;
    if (!each.usable || known === undefined) continue;
    const site = each.stored?.site ?? known;
    const until = Math.max(each.validTo, lasting.get(site)?.until ?? Number.NEGATIVE_INFINITY);
    lasting.set(site, { account: owners.get(known) ?? '', site, until });
  }
  return [
    {
      name: 'jopanel_certificate_expiry_seconds',
      help: 'Seconds until the certificate of a site expires; negative once it has.',
      type: 'gauge',
      samples: [...lasting.values()].map(({ account, site, until }) => ({
        labels: { account, site },
        value: Math.round((until - now) / 1000),
      })),
    },
  ];
}
