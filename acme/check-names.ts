// What can be known of names before an authority is asked, so that no order is spent on one that must fail.

import PQueue from 'p-queue';
import type { Lookup, NameLookup } from '../src/host/sockets/name-lookup.ts';
import type { CheckReply, FailedName } from '../src/model/acme/acme-messages.ts';
import { cleaned } from './problems.ts';

const AT_ONCE = 20;

interface CheckOptions {
  readonly lookup: NameLookup;
  /** By which CAA records name the authority; empty where it does not say. */
  readonly identities: readonly string[];
}

/** What the DNS does not say is left to the authority. */
export async function checkResolvable(
  names: readonly string[],
  { lookup, identities }: CheckOptions,
): Promise<CheckReply> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const failed: FailedName[] = [];
  const found: CheckReply['found'] = [];
  await queue.addAll(
    names.map((name) => async () => {
      const addresses = await lookup.addresses(name);
      if (addresses.state === 'found') found.push({ name, addresses: addresses.values.slice(0, 100) });
      const why = addressFault(addresses) ?? (await caaFault(name, lookup, identities));
      if (why !== undefined) failed.push({ name, why });
    }),
  );
  return { failed, found };
}

function addressFault(addresses: Lookup<string>): string | undefined {
  if (addresses.state !== 'none') return undefined;
  return addresses.isName
    ? 'the DNS has no address for it; let an A or AAAA record point to this host'
    : 'the DNS has no such name; let an A or AAAA record point to this host, or take it out of domains.json';
}

/** RFC 8659: the records of the name, or of the nearest name above it that has any. */
async function caaFault(
  name: string,
  lookup: NameLookup,
  identities: readonly string[],
): Promise<string | undefined> {
  if (identities.length === 0) return undefined;
  const labels = name.split('.');
  for (let from = 0; from < labels.length - 1; from += 1) {
    const domain = labels.slice(from).join('.');
    const records = await lookup.caa(domain);
    if (records.state === 'unsure') return undefined;
    if (records.state === 'none') continue;
    const issuers = records.values
      .filter(({ tag }) => tag === 'issue')
      .map(({ value }) => value.split(';', 1)[0]?.trim().toLowerCase() ?? '');
    if (issuers.length === 0 || issuers.some((issuer) => identities.includes(issuer))) return undefined;
    const permitted = issuers.filter(Boolean).join(', ') || 'no authority at all';
    return cleaned(
      `the CAA records of ${domain} permit ${permitted}, and not this authority; add: ${domain} CAA 0 issue "${identities[0]}"`,
    );
  }
  return undefined;
}
