import type { Certificate, CertificatesReader } from '../../host/certificates.ts';
import { isoTime } from '../../host/clock.ts';
import { copyBeside } from '../../model/acme/stored-certificate.ts';

/** Where the certificate comes from that a line of nginx or vsftpd names: no field of the account says that. */
export async function certificateNote(
  line: string,
  username: string,
  certificates: CertificatesReader,
): Promise<string | undefined> {
  const [, ofNginx] = /^\s*ssl_certificate(?:_key)? "?([^";]+)"?;/.exec(line) ?? [];
  const [, ofVsftpd] = /^rsa_(?:cert|private_key)_file=(.+)$/.exec(line) ?? [];
  const path = ofNginx ?? ofVsftpd;
  if (path === undefined) return undefined;
  // The newest of a site comes last, which the copies beside its folders are of.
  const found = (await certificates.all()).findLast(
    (each) => each.usable && [each.chain, each.key].some((file) => file === path || isCopy(each, file, path)),
  );
  if (found === undefined || !found.usable) return undefined;
  const { names, issuer, validTo, stored } = found;
  const what = `The certificate is for ${names.join(', ')}, from ${issuer}, and valid until ${isoTime(validTo)}.`;
  const shared = ofVsftpd === undefined ? '' : ' vsftpd has one for all accounts.';
  return stored === undefined
    ? `${what}${shared} It was put on this host by its operator.`
    : `${what}${shared} jopaneld got it for the site ${stored.site} and renews it; see: jopanel certificate list ${username}`;
}

function isCopy({ stored }: Pick<Certificate, 'stored'>, file: string, path: string): boolean {
  return stored !== undefined && copyBeside(file) === path;
}
