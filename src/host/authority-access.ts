import type { AuthorityAccess } from '../model/acme/acme-messages.ts';
import type { AcmeSettings } from '../model/acme/acme-settings.ts';
import type { HostReader } from './host.ts';

/** What the process that asks the authority has to be told, files of root included. @throws when one cannot be read */
export async function authorityAccess(
  { files }: Pick<HostReader, 'files'>,
  { directory, email, ca_file, eab }: AcmeSettings,
): Promise<AuthorityAccess> {
  const access = { directory, email };
  const ca = ca_file === undefined ? {} : { ca: await textOf(ca_file, 'acme.ca_file') };
  if (eab === undefined) return { ...access, ...ca };
  const hmacKey = (await textOf(eab.hmac_key_file, 'acme.eab.hmac_key_file')).trim();
  if (!/^[A-Za-z0-9_-]+$/.test(hmacKey))
    throw new Error(`${eab.hmac_key_file} holds no key in base64url, as the authority hands it out`);
  return { ...access, ...ca, eab: { kid: eab.kid, hmacKey } };

  async function textOf(path: string, setting: string): Promise<string> {
    const found = await files.read(path);
    if (found.kind === 'file') return found.text;
    const what = found.kind === 'absent' ? 'is missing' : `is ${found.what}`;
    throw new Error(`${path} ${what}; put a file there, or change ${setting} in jopaneld.json`);
  }
}
