// On the host: edits many accounts at once and prints the seconds until all of them are in force, as JSON.
// Arguments: how many accounts, and a mark that makes this round's edits new.
import { readEventStream } from '../../src/cli/daemon/read-event-stream.ts';
import { followSocket } from '../../src/host/sockets/socket-client.ts';
import { renameIntoPlace, stageAlias } from './alias-edit.ts';

const [count = '1', mark = ''] = process.argv.slice(2);
const waiting = new Set(
  Array.from({ length: Number(count) }, (_, index) => `acct${String(index).padStart(5, '0')}`),
);
const headers = { accept: 'text/event-stream' };
const events = readEventStream(
  followSocket({ socket: '/run/jopanel/status.sock', path: '/v1/events', headers }),
);
const first = events.next();
// Followed from here on: the stream begins with the entries that come after it was asked for.
await fetchOnce();
const start = performance.now();
for (const username of waiting) {
  stageAlias(username, `${mark}.${username}.example`);
  renameIntoPlace(username);
}
for (let next = await first; next.done !== true; next = await events.next()) {
  const { event: kind, data } = next.value;
  const entry: unknown = kind === 'revision.applied' ? JSON.parse(data) : undefined;
  if (typeof entry === 'object' && entry !== null && 'account' in entry)
    waiting.delete(String(entry.account));
  if (waiting.size === 0) break;
}
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - start) / 1000 })}\n`, () =>
  process.exit(),
);

/** An answer on another connection: the one that follows was accepted before it. */
async function fetchOnce(): Promise<void> {
  for await (const _ of followSocket({ socket: '/run/jopanel/status.sock', path: '/v1/status' }));
}
