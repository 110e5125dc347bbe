import path from 'node:path';
import type { RootFiles } from '../../src/host/root-files.ts';
import { PRIVATE } from '../generated-file.ts';

interface CertificatePair {
  /** PEM, both. */
  readonly key: string;
  readonly chain: string;
}

const PRIVATE_FOLDER = { uid: 0, gid: 0, mode: 0o700 };

/**
 * A folder of its own for each certificate: the one that is served stays as it is until the web server has loaded the new
 * one. The chain comes last, and without it nothing there counts. Beside the folders lies a copy of the newest, for
 * programs that want a path that stays, such as mail servers.
 *
 * @param folder of the site
 */
export async function storeCertificate(
  files: RootFiles,
  folder: string,
  version: string,
  { key, chain }: CertificatePair,
): Promise<void> {
  for (const each of [path.dirname(folder), folder, `${folder}/${version}`])
    await files.makeFolder(each, PRIVATE_FOLDER);
  // The web server of all accounts would not start with a virtual host whose certificate a power cut has undone.
  for (const each of [path.dirname(path.dirname(folder)), path.dirname(folder)]) await files.syncFolder(each);
  await files.put([{ path: `${folder}/${version}/privkey.pem`, text: key, ...PRIVATE }]);
  await files.put([{ path: `${folder}/${version}/fullchain.pem`, text: chain, ...PRIVATE }]);
  await files.put([
    { path: `${folder}/privkey.pem`, text: key, ...PRIVATE },
    { path: `${folder}/fullchain.pem`, text: chain, ...PRIVATE },
  ]);
}
