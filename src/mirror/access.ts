// How to connect to the database, with the password where there is one.
import type { FoundFile, RootFileReader } from '../host/root-files.ts';
import type { MariaDbSettings } from '../model/settings.ts';
import { shellWord } from '../model/shell-word.ts';

export interface Access {
  readonly at: { readonly socket: string } | { readonly host: string; readonly port: number };
  readonly user: string;
  /** Undefined where the server authenticates the daemon by its Unix user id. It is never logged and never shown. */
  readonly password: string | undefined;
  readonly database: string;
  /** The certificates that the server's own must come from; undefined: the connection is not encrypted. */
  readonly tls?: { readonly caFile: string; readonly ca: string };
}

/** `why` is one sentence that says what is wrong and what to do. */
type FoundAccess =
  | { readonly ok: true; readonly access: Access }
  | { readonly ok: false; readonly why: string };

const OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;

/** The files are read for each connection, so that a changed password or certificate needs no restart. */
export async function readAccess(files: RootFileReader, settings: MariaDbSettings): Promise<FoundAccess> {
  const { socket, host = 'localhost', port = 3306, user, database, password_file, tls_ca_file } = settings;
  const at = socket === undefined ? { host, port } : { socket };
  const password = password_file === undefined ? undefined : await readPassword(files, password_file);
  if (password?.ok === false) return password;
  const tls = tls_ca_file === undefined ? undefined : await readCertificates(files, tls_ca_file);
  if (tls?.ok === false) return tls;
  return {
    ok: true,
    access: {
      ...{ at, user, database, password: password?.text },
      ...(tls_ca_file === undefined || tls === undefined
        ? {}
        : { tls: { caFile: tls_ca_file, ca: tls.text } }),
    },
  };
}

type Read = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

async function readPassword(files: RootFileReader, path: string): Promise<Read> {
  const refuse = (what: string) => ({ ok: false as const, why: `the password file ${path} ${what}` });
  const found = await readFile(files, path);
  if (found instanceof Error) return refuse(`cannot be read: ${found.message}`);
  if (found.kind === 'absent') return refuse('is missing: make it, owned by root, mode 0600');
  if (found.kind === 'other') return refuse(`is ${found.what}: make it a regular file`);
  if (found.uid !== 0) return refuse(`does not belong to root: run: chown root ${shellWord(path)}`);
  if ((found.mode & OTHERS) !== 0) return refuse(`is open to others: run: chmod 0600 ${shellWord(path)}`);
  const password = found.text.replace(/\r?\n$/, '');
  if (password === '' || password.includes('\n')) return refuse('must hold the password on one line');
  return { ok: true, text: password };
}

/** A certificate is no secret, but a user who can change it can stand in for the server. */
async function readCertificates(files: RootFileReader, path: string): Promise<Read> {
  const refuse = (what: string) => ({ ok: false as const, why: `the certificate file ${path} ${what}` });
  const found = await readFile(files, path);
  if (found instanceof Error) return refuse(`cannot be read: ${found.message}`);
  if (found.kind === 'absent')
    return refuse('is missing: put the certificate of the authority there, as PEM');
  if (found.kind === 'other') return refuse(`is ${found.what}: make it a regular file`);
  if (found.uid !== 0) return refuse(`does not belong to root: run: chown root ${shellWord(path)}`);
  if ((found.mode & WRITABLE_BY_OTHERS) !== 0)
    return refuse(`can be changed by others: run: chmod go-w ${shellWord(path)}`);
  if (!found.text.includes('-----BEGIN CERTIFICATE-----')) return refuse('holds no certificate as PEM');
  return { ok: true, text: found.text };
}

async function readFile(files: RootFileReader, path: string): Promise<FoundFile | Error> {
  return files
    .read(path)
    .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
}
