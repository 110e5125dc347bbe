// Lists entries of an account's files: `domain list`, `key list`.

import { ConfigAnswer } from '../../status/routes/config.ts';
import type { ExitCode, Invocation } from '../command-line/command.ts';
import { statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { type Column, table } from '../terminal/table.ts';

interface ListFromConfig<Row> {
  /** The key of the entries in what `--json` prints. */
  readonly name: string;
  rowsOf(config: ConfigAnswer): readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** What is printed where there is none. */
  empty(username: string): string;
}

/** Of the account that the first argument names, with or without a daemon. */
export async function listFromConfig<Row>(
  invocation: Invocation,
  { name, rowsOf, columns, empty }: ListFromConfig<Row>,
): Promise<ExitCode> {
  const { positionals, terminal, screen, json } = invocation;
  const [username = ''] = positionals;
  const client = await statusClient({ socket: invocation.socket, offline: true });
  const config = await client.get(`/v1/users/${encodeURIComponent(username)}/config`, ConfigAnswer);
  if (!config.ok) return failed(invocation, config.message);
  const rows = rowsOf(config.value);
  if (json) printJson(invocation, { username, [name]: rows });
  else if (rows.length === 0) terminal.out(empty(username));
  else terminal.out(table(rows, columns, { terminal, width: screen.columns }));
  return 0;
}
