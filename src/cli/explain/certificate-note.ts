import type { CertificatesReader } from '../../host/certificates.ts';
import { isoTime } from '../../host/clock.ts';

/** Where the certificate comes from that a line of nginx names: no field of the account says that. */
export async function certificateNote(
  line: string,
  username: string,
  certificates: CertificatesReader,
): Promise<string | undefined> {
  const [, path] = /^\s*ssl_certificate(?:_key)? "?([^";]+)"?;/.exec(line) ?? [];
  if (path === undefined) return undefined;
  const found = (await certificates.all()).find(
    (each) => each.usable && (each.chain === path || each.key === path),
  );
  if (found === undefined || !found.usable) return undefined;
  const { names, issuer, validTo, stored } = found;
  const what = `The certificate is for ${names.join(', ')}, from ${issuer}, and valid until ${isoTime(validTo)}.`;
  return stored === undefined
    ? `${what} It was put on this host by its operator.`
    : `${what} jopaneld got it for the site ${stored.site} and renews it; see: jopanel certificate list ${username}`;
}
