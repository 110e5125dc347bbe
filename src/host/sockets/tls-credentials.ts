// The certificates of a server, by the names under which systemd hands them to it (systemd.exec(5), LoadCredential).

import { existsSync } from 'node:fs';
import type { MetricsAddress } from '../../model/metrics-listen.ts';

type Tls = NonNullable<MetricsAddress['tls']>;

const CERT = 'cert';
const KEY = 'key';
const CLIENT_CA = 'client-ca';

/** systemd does not start a service of which it cannot read one of these. */
export function credentialProperties({ certFile, keyFile, clientCaFile }: Tls): string[] {
  const files = [
    [CERT, certFile],
    [KEY, keyFile],
    ...(clientCaFile === undefined ? [] : [[CLIENT_CA, clientCaFile]]),
  ];
  return files.map(([name, path]) => `LoadCredential=${name}:${path}`);
}

/** @param folder of which the service knows by `CREDENTIALS_DIRECTORY` */
export function tlsCredentials(folder: string): Tls {
  const clientCaFile = `${folder}/${CLIENT_CA}`;
  return {
    certFile: `${folder}/${CERT}`,
    keyFile: `${folder}/${KEY}`,
    clientCaFile: existsSync(clientCaFile) ? clientCaFile : undefined,
  };
}
