// Where metrics are served over TCP: on loopback as it is, elsewhere only by TLS to clients with a certificate.

import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

const Path = z
  .string()
  .regex(/^(\/[A-Za-z0-9._-]+)+$/, 'must be an absolute path of letters, digits, dots and dashes');
const Port = z.int().min(1).max(65_535);

const Text = z
  .string()
  .refine(
    (text) => addressOfText(text) !== undefined,
    'must be an address and a port, such as 127.0.0.1:9710 or [::1]:9710',
  )
  .refine(
    (text) => isLoopback(addressOfText(text)?.address ?? '127.0.0.1'),
    'must be a loopback address, or an object with tls_cert_file, tls_key_file and client_ca_file',
  );

const Details = z
  .strictObject({
    address: z.string().refine((address) => isIP(address) !== 0, 'must be an IP address'),
    port: Port,
    tls_cert_file: Path.optional(),
    tls_key_file: Path.optional(),
    client_ca_file: Path.optional(),
  })
  .refine(
    ({ tls_cert_file, tls_key_file }) => (tls_cert_file === undefined) === (tls_key_file === undefined),
    'needs both tls_cert_file and tls_key_file',
  )
  .refine(
    ({ client_ca_file, tls_cert_file }) => client_ca_file === undefined || tls_cert_file !== undefined,
    'needs tls_cert_file and tls_key_file for a client_ca_file',
  )
  .refine(
    ({ address, client_ca_file }) =>
      isIP(address) === 0 || isLoopback(address) || client_ca_file !== undefined,
    'needs tls_cert_file, tls_key_file and client_ca_file where the address is not a loopback address',
  );

export const MetricsListen = z.union([Text, Details]);
export type MetricsListen = z.infer<typeof MetricsListen>;

export interface MetricsAddress {
  readonly address: string;
  readonly port: number;
  /** Paths of PEM files. */
  readonly tls?: {
    readonly certFile: string;
    readonly keyFile: string;
    /** A client without a certificate of this authority is turned away; undefined: clients need none. */
    readonly clientCaFile: string | undefined;
  };
}

export function metricsAddress(setting: MetricsListen): MetricsAddress | undefined {
  if (typeof setting === 'string') return addressOfText(setting);
  const {
    address,
    port,
    tls_cert_file: certFile,
    tls_key_file: keyFile,
    client_ca_file: clientCaFile,
  } = setting;
  if (certFile === undefined || keyFile === undefined) return { address, port };
  return { address, port, tls: { certFile, keyFile, clientCaFile } };
}

function addressOfText(text: string): MetricsAddress | undefined {
  const [, six, four, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = six ?? four ?? '';
  const isRight = isIP(address) === (six === undefined ? 4 : 6) && Port.safeParse(Number(port)).success;
  return isRight ? { address, port: Number(port) } : undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
