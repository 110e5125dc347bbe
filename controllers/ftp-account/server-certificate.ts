import { indexCertificates } from '../../services/nginx/certificate-index.ts';
import type { Certificate, FoundCertificate } from '../../src/host/certificates.ts';
import { copyBeside } from '../../src/model/acme/stored-certificate.ts';

interface CertificateChoice {
  readonly found: readonly FoundCertificate[];
  /** Of the host. */
  readonly fullName: string;
  /** The file of the certificate that vsftpd has from us now. */
  readonly current: string | undefined;
  /** The names of sites that have FTP accounts, the most important first. */
  readonly siteNames: readonly string[];
}

/**
 * vsftpd has one certificate for all, and encrypts before it knows who logs in: the one for the host's own name, else
 * that of a site. One that is in use stays for as long as it is valid, whatever account asks.
 */
export function serverCertificate(choice: CertificateChoice): Certificate | undefined {
  const { found, fullName, current, siteNames } = choice;
  const valid = found.flatMap((each) => (each.usable && each.validity === 'valid' ? [lasting(each)] : []));
  const index = indexCertificates(valid);
  // Of those with one path, the newest is what lies there.
  const inUse = valid.findLast(({ chain }) => chain === current);
  return (
    index.of(fullName) ?? inUse ?? siteNames.map((name) => index.of(name)).find((each) => each !== undefined)
  );
}

/** One that jopanel got goes with its renewal, but its copy stays. */
function lasting<Each extends Certificate>(certificate: Each): Each {
  if (certificate.stored === undefined) return certificate;
  const { chain, key } = certificate;
  return { ...certificate, chain: copyBeside(chain), key: copyBeside(key) };
}
