/** What tests of sites do beside plain requests: pages of an account, and requests over TLS. */

import type { RunResult } from '../../sandbox/command.ts';
import { sandbox } from './harness.ts';

/** Writes a file as the account's own user, with the folders above it. */
export async function writeAs(user: string, path: string, input: string): Promise<void> {
  await sandbox.run(['mkdir', '--parents', path.slice(0, path.lastIndexOf('/'))], { user });
  await sandbox.run(['tee', path], { user, input });
}

/** One HTTPS request to the host under a name, whatever its certificate; prints what `--write-out` asks for. */
export async function secureRequest(
  name: string,
  path = '/',
  writeOut = '%{http_code} %{http_version}',
): Promise<RunResult> {
  const to = ['--resolve', `${name}:443:127.0.0.1`, `https://${name}${path}`];
  return sandbox.run(
    [
      'curl',
      '--silent',
      '--insecure',
      '--max-time',
      '10',
      '--output',
      '/dev/null',
      '--write-out',
      writeOut,
      ...to,
    ],
    { allowFailure: true },
  );
}

/** The subject and serial number of the certificate that a name is served with. */
export async function servedCertificate(name: string): Promise<string> {
  const { stdout } = await sandbox.run(
    [
      'bash',
      '-c',
      'openssl s_client -connect 127.0.0.1:443 -servername "$1" </dev/null 2>/dev/null | openssl x509 -noout -subject -serial',
      'bash',
      name,
    ],
    { allowFailure: true },
  );
  return stdout;
}

export interface CertificateOptions {
  readonly names: readonly string[];
  readonly place?: string;
}

/** Puts a self-signed certificate where one for `folder` is looked for. */
export async function putCertificate(
  folder: string,
  { names, place = '/etc/jopanel/tls' }: CertificateOptions,
): Promise<void> {
  const target = `${place}/${folder}`;
  await sandbox.run(['install', '--directory', '--mode=0700', place, target]);
  await sandbox.run([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', `${target}/privkey.pem`, '-out', `${target}/fullchain.pem`, '-days', '30'],
    ...[
      '-subj',
      `/CN=${names[0]}`,
      '-addext',
      `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
    ],
  ]);
}
