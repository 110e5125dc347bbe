import type { Certificate, FoundCertificate } from '../../src/host/certificates.ts';

/**
 * The certificate for each name of an account: the one in the name's own
 * folder, else one in the folder of another name of the same account that
 * covers it, such as a wildcard of the primary domain.
 */
export function chooseCertificates(
  names: readonly string[],
  found: ReadonlyMap<string, FoundCertificate>,
): (name: string) => Certificate | undefined {
  const usable = new Map<string, Certificate>();
  for (const name of names) {
    const certificate = found.get(name);
    if (certificate?.usable) usable.set(name, certificate);
  }
  return (name) => [usable.get(name), ...usable.values()].find((each) => each && covers(each, name));
}

/** What an operator should know about certificates that are there and serve no site. */
export function certificateNotes(
  names: readonly string[],
  found: ReadonlyMap<string, FoundCertificate>,
): string[] {
  return names.flatMap((name) => {
    const certificate = found.get(name);
    if (certificate === undefined) return [];
    if (!certificate.usable) return [`${certificate.why}; ${name} is served on port 80 only`];
    if (covers(certificate, name)) return [];
    return [`${certificate.chain} is not for ${name} but for ${certificate.names.join(', ')}`];
  });
}

/** RFC 6125: a wildcard stands for exactly one label. */
function covers({ names }: Certificate, name: string): boolean {
  return names.includes(name) || names.includes(`*.${name.slice(name.indexOf('.') + 1)}`);
}
