// What the operator puts on the host for sites beside the sets: certificates, and lines of nginx.

import type { FoundCertificate } from '../../src/host/certificates.ts';
import type { HostReader } from '../../src/host/host.ts';
import { isVersionName } from '../../src/model/acme/stored-certificate.ts';
import type { Inputs } from '../controller.ts';
import { OVERRIDES } from './snippet-sources.ts';

export async function vhostInputs({ certificates, files }: HostReader): Promise<Inputs> {
  const byName = new Map<string, string>();
  for (const found of await certificates.all()) {
    // What an authority has sent goes live with the wave that follows its order, for many of them at once.
    if (isStored(found)) continue;
    const version = versionOf(found);
    for (const name of found.usable ? found.names : [found.folder])
      byName.set(name, `${byName.get(name) ?? ''}${version}\n`);
  }
  const byAccount = new Map<string, string>();
  for (const username of await files.list(OVERRIDES)) {
    const folder = `${OVERRIDES}/${username}/nginx`;
    const texts: string[] = [];
    for (const name of await files.list(folder)) {
      const file = await files.read(`${folder}/${name}`);
      texts.push(
        file.kind === 'file' ? `${name} ${file.uid} ${file.mode} ${file.text}` : `${name} ${file.kind}`,
      );
    }
    byAccount.set(username, texts.join('\n'));
  }
  return { byName, byAccount };
}

function isStored(found: FoundCertificate): boolean {
  return found.usable ? found.stored !== undefined : isVersionName(found.folder.split('/')[1] ?? '');
}

function versionOf(found: FoundCertificate): string {
  return found.usable ? `${found.chain} ${found.digest} ${found.validity}` : `${found.folder} ${found.why}`;
}
