import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { digestOf } from '../../model/digest.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Certificate, CertificatesReader, FoundCertificate } from '../certificates.ts';
import type { Clock } from '../clock.ts';
import { errorCode } from '../error-code.ts';

/** Where certificates are looked for, the operator's own place first, then certbot's. */
const PLACES = ['/etc/jopanel/tls', '/etc/letsencrypt/live'];

/** The files are checked once; whether the certificate is valid at this moment is checked each time. */
interface ReadPair {
  readonly version: string;
  readonly certificate: Certificate | { readonly why: string };
  readonly validFrom: number;
  readonly validTo: number;
}

export function createCertificates(clock: Clock, places: readonly string[] = PLACES): CertificatesReader {
  const readPairs = new Map<string, ReadPair>();

  async function names(): Promise<ReadonlySet<string>> {
    const listings = await Promise.all(places.map(listing));
    return new Set(listings.flat());
  }

  async function find(wanted: readonly string[]): Promise<ReadonlyMap<string, FoundCertificate>> {
    const found = new Map<string, FoundCertificate>();
    for (const place of places.toReversed()) {
      const there = new Set(await listing(place));
      for (const name of wanted) {
        if (!there.has(name)) continue;
        const certificate = await look(path.join(place, name));
        // A sound one is not hidden by an unsound one in the place that comes first.
        if (certificate.usable || !found.get(name)?.usable) found.set(name, certificate);
      }
    }
    return found;
  }

  async function look(folder: string): Promise<FoundCertificate> {
    const chain = path.join(folder, 'fullchain.pem');
    const key = path.join(folder, 'privkey.pem');
    try {
      const version = await safeVersion([folder, chain, key]);
      let known = readPairs.get(folder);
      if (known?.version !== version) {
        known = { version, ...readPair(chain, key, await readFile(chain), await readFile(key)) };
        readPairs.set(folder, known);
      }
      return atThisTime(chain, known);
    } catch (error) {
      readPairs.delete(folder);
      return { usable: false, why: errorMessage(error) };
    }
  }

  function atThisTime(chain: string, { certificate, validFrom, validTo }: ReadPair): FoundCertificate {
    if ('why' in certificate) return { usable: false, why: certificate.why };
    const now = clock.now();
    if (now > validTo) return { usable: false, why: `${chain} has expired; renew it` };
    if (now < validFrom) return { usable: false, why: `${chain} is not valid yet; is the clock right?` };
    return { usable: true, ...certificate };
  }

  return { names, find };
}

async function listing(place: string): Promise<string[]> {
  return readdir(place).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  });
}

/** Identifies one state of the files. @throws when another user than root could have changed them */
async function safeVersion(paths: readonly string[]): Promise<string> {
  const versions: string[] = [];
  for (const each of paths) {
    // certbot's are links into its archive: it is what they lead to that counts.
    const stats = await stat(each).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') throw new Error(`${each} is missing`);
      throw error;
    });
    if (stats.uid !== 0 || (stats.mode & 0o022) !== 0) {
      throw new Error(
        `${each} can be written by others than root; run: chown root ${each}; chmod go-w ${each}`,
      );
    }
    versions.push(`${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`);
  }
  return versions.join(' ');
}

function readPair(chain: string, key: string, chainPem: Buffer, keyPem: Buffer): Omit<ReadPair, 'version'> {
  const digest = digestOf(chainPem);
  const refuse = (why: string) => ({ certificate: { why }, validFrom: 0, validTo: 0 });
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(chainPem);
  } catch {
    return refuse(`${chain} holds no certificate in PEM form`);
  }
  try {
    if (!leaf.checkPrivateKey(createPrivateKey(keyPem))) {
      return refuse(`${key} is not the key of the certificate in ${chain}`);
    }
  } catch {
    return refuse(`${key} holds no private key in PEM form without a passphrase`);
  }
  try {
    // The same library that nginx asks: it refuses weak keys and damaged chains.
    createSecureContext({ cert: chainPem, key: keyPem });
  } catch (error) {
    return refuse(`${chain} is refused by OpenSSL: ${errorMessage(error)}`);
  }
  return {
    certificate: { chain, key, digest, names: dnsNames(leaf) },
    validFrom: leaf.validFromDate.getTime(),
    validTo: leaf.validToDate.getTime(),
  };
}

/** Names that are written oddly, and so quoted by Node, are none that an account could have. */
function dnsNames({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName
    .split(', ')
    .filter((entry) => /^DNS:[A-Za-z0-9.*-]+$/.test(entry))
    .map((entry) => entry.slice('DNS:'.length).toLowerCase());
}
