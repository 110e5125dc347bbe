// The thread of the watcher: chokidar looks through every folder before the first hint, which takes seconds where
// there are ten thousand, and does its own work at each event, which is many at once when many edit.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { collectGarbage } from '../host/process/collect-garbage.ts';
import { lowerThreadPriority } from '../host/process/lower-thread-priority.ts';
import type { FromWatcher } from './thread-messages.ts';
import { watchUsersFolder } from './watch-users-folder.ts';

if (parentPort !== null && typeof workerData === 'string') await serve(parentPort, workerData);

async function serve(port: MessagePort, usersDir: string): Promise<void> {
  // The first pass goes first; from the first hint on there is hurry.
  const stepForward = lowerThreadPriority();
  const send = (message: FromWatcher) => port.postMessage(message);
  await watchUsersFolder({
    usersDir,
    onHint: (name) => send({ kind: 'hint', name }),
    onLost: (why) => send({ kind: 'lost', why }),
  });
  send({ kind: 'watching' });
  stepForward();
  // What chokidar has seen of ten thousand folders is six times what it keeps.
  collectGarbage();
}
