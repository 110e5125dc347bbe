// What decides beside the sets whether an account can use vsftpd: its own settings, its PAM profile, the list of shells.

import type { HostReader } from '../../src/host/host.ts';
import type { Inputs } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import { PAM } from './observe.ts';

const FILES = ['/etc/vsftpd.conf', PAM, '/etc/shells'];

export async function ftpInputs(host: HostReader): Promise<Inputs> {
  const texts = [...(await readAll(host, FILES)).values()].map((found) =>
    found.kind === 'file' ? found.text : null,
  );
  return { ofAll: JSON.stringify(texts), byName: new Map(), byAccount: new Map() };
}
