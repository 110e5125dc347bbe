import { Resolver } from 'node:dns/promises';
import { errorCode } from '../error-code.ts';

export type Lookup<Value> =
  | { readonly state: 'found'; readonly values: readonly Value[] }
  /** The DNS says that there is nothing, or not even such a name. */
  | { readonly state: 'none'; readonly isName: boolean }
  /** No resolver, or none that answered soundly. */
  | { readonly state: 'unsure' };

export interface CaaRecord {
  /** `issue` or `issuewild`, or another tag. */
  readonly tag: string;
  readonly value: string;
}

export interface NameLookup {
  addresses(name: string): Promise<Lookup<string>>;
  caa(name: string): Promise<Lookup<CaaRecord>>;
}

/** By the resolvers of the host's `resolv.conf`. */
export function createNameLookup(): NameLookup {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  return {
    async addresses(name) {
      const [four, six] = await Promise.all([
        lookup(() => resolver.resolve4(name)),
        lookup(() => resolver.resolve6(name)),
      ]);
      const values = [four, six].flatMap((each) => (each.state === 'found' ? each.values : []));
      if (values.length > 0) return { state: 'found', values };
      if (four.state === 'none' && six.state === 'none')
        return { state: 'none', isName: four.isName || six.isName };
      return { state: 'unsure' };
    },
    caa: (name) =>
      lookup(async () =>
        (await resolver.resolveCaa(name)).flatMap((record) =>
          Object.entries(record).flatMap(([tag, value]) =>
            tag === 'critical' || typeof value !== 'string' ? [] : [{ tag, value }],
          ),
        ),
      ),
  };
}

async function lookup<Value>(ask: () => Promise<readonly Value[]>): Promise<Lookup<Value>> {
  try {
    return { state: 'found', values: await ask() };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTFOUND' || code === 'ENODATA') return { state: 'none', isName: code === 'ENODATA' };
    return { state: 'unsure' };
  }
}
