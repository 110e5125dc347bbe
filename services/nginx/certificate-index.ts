import type { Certificate, FoundCertificate } from '../../src/host/certificates.ts';

type Usable = FoundCertificate & { readonly usable: true };

/** `found`: of those that jopanel did not get. */
type CertificateSource = 'auto' | 'found';

/** The certificates of the host by the names inside them: any may serve a name that it covers. */
export interface CertificateIndex {
  /** The best one for a name: one that is valid, then one of the operator's own place, then the one that lasts longest. */
  of(name: string, from?: CertificateSource): Certificate | undefined;
  /** What an operator should know about the certificates for a name. */
  notes(name: string): readonly string[];
}

export function indexCertificates(found: readonly FoundCertificate[]): CertificateIndex {
  const byName = new Map<string, Usable[]>();
  const byFolder = new Map<string, FoundCertificate[]>();
  for (const each of found) {
    append(byFolder, nameOfFolder(each.folder), each);
    if (each.usable) for (const name of each.names) append(byName, name, each);
  }

  function of(name: string, from: CertificateSource = 'auto'): Usable | undefined {
    // RFC 6125: a wildcard stands for exactly one label.
    const wildcard = `*.${name.slice(name.indexOf('.') + 1)}`;
    const covering = [...(byName.get(name) ?? []), ...(byName.get(wildcard) ?? [])];
    const allowed = from === 'auto' ? covering : covering.filter(({ stored }) => stored === undefined);
    return allowed.toSorted(better)[0];
  }

  function notes(name: string): readonly string[] {
    const best = of(name);
    if (best?.validity === 'valid') return [];
    if (best !== undefined) return [`${invalidity(best)}; ${name} is served with it all the same`];
    return (byFolder.get(name) ?? []).map((each) =>
      each.usable
        ? `${each.chain} is not for ${name} but for ${each.names.join(', ')}`
        : `${each.why}; ${name} is served on port 80 only`,
    );
  }

  return { of, notes };
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** certbot names a second lineage of the same name `example.com-0001`. */
function nameOfFolder(folder: string): string {
  return folder.replace(/-\d{4}$/, '');
}

function better(left: Usable, right: Usable): number {
  return (
    Number(right.validity === 'valid') - Number(left.validity === 'valid') ||
    left.place - right.place ||
    // Of those that jopanel got, the newest is meant, however short it lasts.
    compareText(right.stored?.version ?? '', left.stored?.version ?? '') ||
    right.validTo - left.validTo ||
    compareText(left.chain, right.chain)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function invalidity({ chain, validity }: Usable): string {
  return validity === 'expired'
    ? `${chain} has expired; renew it`
    : `${chain} is not valid yet; is the clock right?`;
}
