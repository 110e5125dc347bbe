// Puts the certificates of an archive where those lie that jopanel got: their sites need no new ones.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { checkChain } from '../../../controllers/certificate/check-chain.ts';
import { storeCertificate } from '../../../controllers/certificate/store-certificate.ts';
import type { ArchivedCertificate } from '../../host/commands/unpack-archive.ts';
import type { RootFiles } from '../../host/root-files.ts';
import type { Account } from '../../model/account.ts';
import { certificateNames } from '../../model/acme/certificate-names.ts';
import { isVersionName, tlsFolder } from '../../model/acme/stored-certificate.ts';
import { sitesOf } from '../../model/sites.ts';

interface RestoreCertificatesOptions {
  readonly files: RootFiles;
  readonly stateDir: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * An archive may come from anybody, and a certificate serves every name that it holds: one for a name that the account
 * does not have is left out, as is what has expired or is no pair. A site that has one on this host keeps it.
 *
 * @returns the sites whose certificates are back
 */
export async function restoreCertificates(
  account: Account,
  archived: readonly ArchivedCertificate[],
  { files, stateDir, now }: RestoreCertificatesOptions,
): Promise<string[]> {
  const sites = sitesOf(account);
  const names = new Set(sites.flatMap((site) => site.names));
  const restored: string[] = [];
  for (const { site, version, key, chain } of archived) {
    const isKnown = isVersionName(version) && sites.some(({ name }) => name === site);
    const folder = `${tlsFolder(stateDir)}/${site}`;
    if (!isKnown || (await files.folder(folder)) !== undefined) continue;
    const privateKey = parsedKey(key);
    const checked = privateKey && checkedChain(chain, privateKey, names, now);
    if (privateKey === undefined || checked === undefined) continue;
    const text = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    await storeCertificate(files, folder, version, { key: text, chain: checked });
    restored.push(site);
  }
  return restored;
}

function parsedKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

function checkedChain(
  text: string,
  key: KeyObject,
  allowed: ReadonlySet<string>,
  now: number,
): string | undefined {
  try {
    const chain = checkChain(text, key, [], now);
    const isAllowed = certificateNames(new X509Certificate(chain)).every((name) => allowed.has(name));
    return isAllowed ? chain : undefined;
  } catch {
    return undefined;
  }
}
