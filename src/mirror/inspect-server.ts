// Compares the grants and settings of the server with what the mirror needs.
import { z } from 'zod';
import type { Session } from './session.ts';
import { GRANTS } from './setup-sql.ts';

interface ServerInspection {
  /** Missing privileges, such as `INSERT on users`. */
  readonly lacking: readonly string[];
  /** Privileges that would let the daemon change rows that are not its own. */
  readonly beyond: readonly string[];
  readonly troubles: readonly { readonly message: string; readonly remedy: string }[];
}

const Right = z.object({ name: z.string(), right: z.string() });
const Variable = z.object({ name: z.string(), value: z.string() });

/** The number of characters that a trigram is encoded in; a full-text index must accept words of this length. */
const WORD = 12;
const LEAST_PACKET = 4 * 1024 * 1024;
const TAKEN_AWAY = new Set(['UPDATE', 'DELETE', 'DROP', 'ALTER', 'DELETE HISTORY']);

export async function inspectServer(session: Session): Promise<ServerInspection> {
  const held = await rightsByTable(session);
  const everywhere = held.get('') ?? new Set();
  const lacking = Object.entries(GRANTS).flatMap(([table, rights]) =>
    wordsOf(rights)
      .filter((right) => !everywhere.has(right) && !held.get(table)?.has(right))
      .map((right) => `${right} on ${table}`),
  );
  const beyond = ['users', 'audit_logs'].flatMap((table) =>
    [...TAKEN_AWAY]
      .filter((right) => everywhere.has(right) || held.get(table)?.has(right))
      .map((right) => `${right} on ${table}`),
  );
  return { lacking, beyond, troubles: await troublesOf(session) };
}

/** The privileges of the current user by table; those on the whole database or server are under ''. */
async function rightsByTable(session: Session): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await session.rows(
    Right,
    `SELECT '' AS name, privilege_type AS \`right\` FROM information_schema.user_privileges
     UNION SELECT '', privilege_type FROM information_schema.schema_privileges WHERE table_schema = DATABASE()
     UNION SELECT table_name, privilege_type FROM information_schema.table_privileges WHERE table_schema = DATABASE()
     UNION SELECT table_name, privilege_type FROM information_schema.column_privileges
       WHERE table_schema = DATABASE() AND column_name = 'username'`,
  );
  const rights = new Map<string, Set<string>>();
  for (const { name, right } of rows) rights.set(name, (rights.get(name) ?? new Set()).add(right));
  return rights;
}

async function troublesOf(session: Session): Promise<ServerInspection['troubles']> {
  const rows = await session.rows(
    Variable,
    `SELECT variable_name AS name, variable_value AS value FROM information_schema.global_variables
     WHERE variable_name IN ('innodb_ft_min_token_size', 'innodb_ft_max_token_size', 'max_allowed_packet', 'read_only')`,
  );
  const variable = new Map(rows.map(({ name, value }) => [name.toLowerCase(), value]));
  const number = (name: string, otherwise: number) => Number(variable.get(name) ?? otherwise);
  const troubles: { message: string; remedy: string }[] = [];
  if (number('innodb_ft_min_token_size', WORD) > WORD || number('innodb_ft_max_token_size', WORD) < WORD)
    troubles.push({
      message: `its full-text index takes no words of ${WORD} characters, so searches there find nothing`,
      remedy: 'set innodb_ft_min_token_size and innodb_ft_max_token_size back to 3 and 84',
    });
  if (number('max_allowed_packet', LEAST_PACKET) < LEAST_PACKET)
    troubles.push({
      message: 'its max_allowed_packet is too small',
      remedy: 'set max_allowed_packet to 16M',
    });
  if (variable.get('read_only') === 'ON')
    troubles.push({ message: 'it takes no writes (read_only)', remedy: 'name the server that does' });
  return troubles;
}

function wordsOf(rights: string): string[] {
  return rights
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .map((right) => right.trim());
}
