import { expect, test } from 'vitest';
import { checkResolvable } from '../../acme/check-names.ts';
import type { CaaRecord, Lookup, NameLookup } from '../../src/host/sockets/name-lookup.ts';

const HERE: Lookup<string> = { state: 'found', values: ['192.0.2.1'] };
const NONE: Lookup<CaaRecord> = { state: 'none', isName: true };

function lookup(
  addresses: Lookup<string>,
  caa: Readonly<Record<string, Lookup<CaaRecord>>> = {},
): NameLookup {
  return { addresses: async () => addresses, caa: async (name) => caa[name] ?? NONE };
}

const issue = (...values: readonly string[]): Lookup<CaaRecord> => ({
  state: 'found',
  values: values.map((value) => ({ tag: 'issue', value })),
});

test.each<[string, NameLookup, RegExp | undefined]>([
  ['that points here is ordered for', lookup(HERE), undefined],
  ['that the DNS does not know is not', lookup({ state: 'none', isName: false }), /no such name/],
  ['without an address is not', lookup({ state: 'none', isName: true }), /no address/],
  ['of which nothing can be found out is', lookup({ state: 'unsure' }), undefined],
  [
    'whose CAA records permit the authority is',
    lookup(HERE, { 'www.a.example': issue('ca.example; validationmethods=http-01') }),
    undefined,
  ],
  [
    'whose parent permits another one alone is not',
    lookup(HERE, { 'a.example': issue('other.example') }),
    /CAA records of a\.example permit other\.example/,
  ],
  [
    'whose parent permits none is not',
    lookup(HERE, { 'a.example': issue(';') }),
    /permit no authority at all/,
  ],
  [
    'whose CAA records cannot be read is',
    lookup(HERE, { 'www.a.example': { state: 'unsure' }, 'a.example': issue(';') }),
    undefined,
  ],
  [
    'whose own records permit it is, whatever its parent says',
    lookup(HERE, { 'www.a.example': issue('ca.example'), 'a.example': issue(';') }),
    undefined,
  ],
])('a name %s', async (_, names, why) => {
  const { failed } = await checkResolvable(['www.a.example'], { lookup: names, identities: ['ca.example'] });
  expect(failed.length).toBe(why === undefined ? 0 : 1);
  if (why !== undefined) expect(failed[0]?.why).toMatch(why);
});
