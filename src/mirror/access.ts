// How to connect to the database, with the password where there is one.
import type { RootFileReader } from '../host/root-files.ts';
import type { MariaDb } from '../model/settings.ts';

export interface Access {
  readonly at: { readonly socket: string } | { readonly host: string; readonly port: number };
  readonly user: string;
  /** Undefined where the server authenticates the daemon by its Unix user id. It is never logged and never shown. */
  readonly password: string | undefined;
  readonly database: string;
}

/** `why` is one sentence that says what is wrong and what to do. */
export type FoundAccess =
  | { readonly ok: true; readonly access: Access }
  | { readonly ok: false; readonly why: string };

const OTHERS = 0o077;

/** The file is read for each connection, so that a changed password needs no restart. */
export async function readAccess(files: RootFileReader, settings: MariaDb): Promise<FoundAccess> {
  const { socket, host = 'localhost', port = 3306, user, database, password_file } = settings;
  const at = socket === undefined ? { host, port } : { socket };
  if (password_file === undefined) return { ok: true, access: { at, user, password: undefined, database } };
  const refuse = (what: string) => ({
    ok: false as const,
    why: `the password file ${password_file} ${what}`,
  });
  const found = await files
    .read(password_file)
    .catch((error: unknown) => (error instanceof Error ? error : undefined));
  if (found === undefined || found instanceof Error) return refuse(`cannot be read: ${found?.message ?? ''}`);
  if (found.kind === 'absent') return refuse('is missing: make it, owned by root, mode 0600');
  if (found.kind === 'other') return refuse(`is ${found.what}: make it a regular file`);
  if (found.uid !== 0) return refuse('does not belong to root: type `chown root` for it');
  if ((found.mode & OTHERS) !== 0) return refuse('is open to others: type `chmod 0600` for it');
  const password = found.text.replace(/\r?\n$/, '');
  if (password === '' || password.includes('\n')) return refuse('must hold the password on one line');
  return { ok: true, access: { at, user, password, database } };
}
