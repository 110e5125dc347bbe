// How V1's database is reached: as the command line says, else as before, else as the host's settings say.

import type { Invocation } from '../../src/cli/command-line/command.ts';
import { hostFiles } from '../../src/host/open-host.ts';
import { type Access, readAccess } from '../../src/mirror/access.ts';
import { MariaDbSettings } from '../../src/model/settings.ts';

type FoundConnection =
  | { readonly ok: true; readonly access: Access; readonly settings: MariaDbSettings }
  | { readonly ok: false; readonly why: string };

const DEBIAN_SOCKET = '/run/mysqld/mysqld.sock';

/** @param known what to fall back to, the first that is there first */
export async function findAccess(
  { text }: Invocation,
  known: readonly (MariaDbSettings | null | undefined)[],
): Promise<FoundConnection> {
  const before = known.find((each) => each !== null && each !== undefined);
  const database = text('database') ?? before?.database;
  if (database === undefined)
    return { ok: false, why: 'which database is that of the V1 panel?\nname it: --database NAME' };
  const user = text('db-user');
  // A password belongs to a user: another one's is no use.
  const password_file = text('db-password-file') ?? (user === undefined ? before?.password_file : undefined);
  const parsed = MariaDbSettings.safeParse({
    ...placeOf(text, before),
    ...tlsOf(text, before),
    user: user ?? before?.user ?? 'root',
    database,
    ...(password_file === undefined ? {} : { password_file }),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    return { ok: false, why: `the connection to the database ${where} ${issue?.message ?? ''}` };
  }
  const access = await readAccess(hostFiles, parsed.data);
  return access.ok ? { ...access, settings: parsed.data } : access;
}

/** The authority of a server is no matter for another one. */
function tlsOf(
  text: Invocation['text'],
  before: MariaDbSettings | undefined,
): { readonly tls_ca_file?: string } {
  const isElsewhere = text('db-socket') !== undefined || text('db-host') !== undefined;
  const tls_ca_file = text('db-tls-ca-file') ?? (isElsewhere ? undefined : before?.tls_ca_file);
  return tls_ca_file === undefined ? {} : { tls_ca_file };
}

function placeOf(text: Invocation['text'], before: MariaDbSettings | undefined): Record<string, unknown> {
  const [socket, host, port] = [text('db-socket'), text('db-host'), text('db-port')];
  if (socket !== undefined || host !== undefined)
    return {
      ...(socket === undefined ? {} : { socket }),
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port: Number(port) }),
    };
  if (before === undefined) return { socket: DEBIAN_SOCKET };
  return before.socket === undefined
    ? { host: before.host, port: before.port ?? 3306 }
    : { socket: before.socket };
}
