import { sandbox } from './harness.ts';

/** What the journal's status of an account says of one of its resources. */
export async function resourceState(
  username: string,
  kind: string,
): Promise<{ readonly state: string; readonly message: string }> {
  const resources: { kind: string; state: string; message: string }[] = await column(username, 'resources');
  const found = resources.find((resource) => resource.kind === kind);
  if (found === undefined) throw new Error(`${username} has no resource ${kind}`);
  return found;
}

/** The conditions of an account, by the journal. */
export async function conditionsOf(username: string): Promise<readonly { readonly type: string }[]> {
  return column(username, 'conditions');
}

async function column(username: string, name: 'resources' | 'conditions') {
  const query = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync('/var/lib/jopanel/journal.db', { readOnly: true });
    const row = db.prepare('SELECT ${name} FROM accounts WHERE username = ?').get(process.argv[1]);
    console.log(row.${name});`;
  const { stdout } = await sandbox.run(['node', '--eval', query, '--', username]);
  return JSON.parse(stdout);
}
