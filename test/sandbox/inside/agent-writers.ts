// Run in the sandbox as a backend: many writers at once, each of which counts up a key of its own in every account.
//   node agent-writers.ts WRITERS ROUNDS USERNAME…
// Prints, as JSON, what each writer wrote last, by account.

import { AgentError } from '../../../client/agent-error.ts';
import { UserRepositoryFS } from '../../../client/user-repository-fs.ts';

const [writers = '', rounds = '', ...usernames] = process.argv.slice(2);
const users = new UserRepositoryFS();
const last: Record<string, Record<string, number>> = Object.fromEntries(usernames.map((name) => [name, {}]));

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(`x_writer${writer}`)));
console.log(JSON.stringify(last));

async function write(key: string): Promise<void> {
  for (let round = 1; round <= Number(rounds); round += 1) {
    for (const username of usernames) {
      await patch(username, key, round);
      const counters = last[username];
      if (counters !== undefined) counters[key] = round;
    }
  }
}

/** A writer that is asked to try again does so. */
async function patch(username: string, key: string, round: number): Promise<void> {
  for (;;) {
    try {
      await users.updateUserConfig(username, { limits: { [key]: round } });
      return;
    } catch (error) {
      if (!(error instanceof AgentError) || (error.status !== 503 && error.status !== 429)) throw error;
    }
  }
}
