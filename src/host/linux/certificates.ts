import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { certificateId } from '../../model/acme/certificate-id.ts';
import { certificateNames } from '../../model/acme/certificate-names.ts';
import {
  isVersionName,
  parseRenewalNote,
  RENEWAL_NOTE,
  type RenewalNote,
  tlsFolder,
} from '../../model/acme/stored-certificate.ts';
import { digestOf } from '../../model/digest.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Certificate, CertificatesReader, FoundCertificate } from '../certificates.ts';
import type { Clock } from '../clock.ts';
import { errorCode } from '../error-code.ts';
import { yieldToEventLoop } from '../process/yield-to-event-loop.ts';

/** Where certificates are looked for, the operator's own place first, then certbot's. */
const PLACES = ['/etc/jopanel/tls', '/etc/letsencrypt/live'];

/** The files are checked once; whether the certificate is valid at this moment is checked each time. */
interface ReadPair {
  readonly version: string;
  readonly certificate: Omit<Certificate, 'validity' | 'place' | 'stored'> | { readonly why: string };
  readonly id: string | undefined;
}

/** @param stateDir such as `/var/lib/jopanel` */
export function createCertificates(
  clock: Pick<Clock, 'now'>,
  stateDir: string,
  places: readonly string[] = PLACES,
): CertificatesReader {
  let readPairs = new Map<string, ReadPair>();

  return {
    async all() {
      const found: FoundCertificate[] = [];
      const kept = new Map<string, ReadPair>();
      for (const [place, parent] of places.entries()) {
        for (const folder of await listing(parent)) {
          // Thousands of them are a matter of milliseconds each turn.
          await yieldToEventLoop();
          found.push({ folder, ...readFolder(path.join(parent, folder), place, kept) });
        }
      }
      await addStored(found, kept);
      readPairs = kept;
      return found;
    },
  };

  async function addStored(found: FoundCertificate[], kept: Map<string, ReadPair>): Promise<void> {
    const parent = tlsFolder(stateDir);
    for (const site of await listing(parent)) {
      for (const version of (await listing(path.join(parent, site))).filter(isVersionName)) {
        await yieldToEventLoop();
        const folder = path.join(parent, site, version);
        const read = readFolder(folder, places.length, kept);
        const stored = { site, version, id: kept.get(folder)?.id, renewal: renewalNote(folder) };
        found.push({ folder: `${site}/${version}`, ...(read.usable ? { ...read, stored } : read) });
      }
    }
  }

  function readFolder(folder: string, place: number, kept: Map<string, ReadPair>): WithoutFolder {
    const chain = path.join(folder, 'fullchain.pem');
    const key = path.join(folder, 'privkey.pem');
    try {
      const version = safeVersion([folder, chain, key]);
      let known = readPairs.get(folder);
      if (known?.version !== version) {
        known = { version, ...readPair(chain, key, readFileSync(chain), readFileSync(key)) };
      }
      kept.set(folder, known);
      return atThisTime(known, place);
    } catch (error) {
      return { usable: false, why: errorMessage(error) };
    }
  }

  function atThisTime({ certificate }: ReadPair, place: number): WithoutFolder {
    if ('why' in certificate) return { usable: false, why: certificate.why };
    const now = clock.now();
    const validity =
      now > certificate.validTo ? 'expired' : now < certificate.validFrom ? 'not_yet_valid' : 'valid';
    return { usable: true, ...certificate, validity, place };
  }
}

type WithoutFolder =
  | ({ readonly usable: true } & Certificate)
  | { readonly usable: false; readonly why: string };

async function listing(place: string): Promise<string[]> {
  return readdir(place).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  });
}

/** Identifies one state of the files. @throws when another user than root could have changed them */
function safeVersion(paths: readonly string[]): string {
  const versions: string[] = [];
  for (const each of paths) {
    // certbot's are links into its archive: it is what they lead to that counts.
    const stats = statSync(each, { throwIfNoEntry: false });
    if (stats === undefined) throw new Error(`${each} is missing`);
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
  const refuse = (why: string) => ({ certificate: { why }, id: undefined });
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
    certificate: {
      chain,
      key,
      digest,
      names: certificateNames(leaf),
      validFrom: leaf.validFromDate.getTime(),
      validTo: leaf.validToDate.getTime(),
      issuer: issuerOf(leaf),
    },
    id: certificateId(leaf),
  };
}

/** Its name and that of its organisation, where it has them. */
function issuerOf({ issuer }: X509Certificate): string {
  const fields = new Map(
    issuer.split('\n').map((line) => {
      const [key = '', ...value] = line.split('=');
      return [key, value.join('=')] as const;
    }),
  );
  return [fields.get('CN'), fields.get('O')].filter((each) => each !== undefined).join(', ');
}

function renewalNote(folder: string): RenewalNote | undefined {
  try {
    return parseRenewalNote(readFileSync(path.join(folder, RENEWAL_NOTE), 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
