/** What goes on without pause while a package is being upgraded: requests, questions to the status socket, and edits. */

import { editSet } from '../../sandbox/account-sets.ts';
import type { Inside } from '../../sandbox/inside.ts';

export interface Load {
  /** @returns what came of it, once all of it has stopped */
  end(): Promise<Outcome>;
}

export interface Outcome {
  /** Status codes, one for each request. */
  readonly requests: readonly string[];
  readonly status: readonly string[];
  readonly slowestStatusMs: number;
  readonly edits: number;
  /** The revision of each account after its last edit. */
  readonly revisions: ReadonlyMap<string, string>;
}

const STOP = '/run/test-stop';

export async function startLoad(host: Inside, site: string, usernames: readonly string[]): Promise<Load> {
  await host.run(['rm', '--force', STOP]);
  const asking = (url: string, ...options: string[]) =>
    host.spawn([
      'bash',
      '-c',
      `while [ ! -e ${STOP} ]; do curl --silent --output /dev/null --max-time 30 --write-out '%{http_code} %{time_total}\\n' "$@"; done; true`,
      'bash',
      ...options,
      url,
    ]);
  const requests = asking(`http://${site}/`, '--resolve', `${site}:80:127.0.0.1`);
  const status = asking('http://localhost/v1/status', '--unix-socket', '/run/jopanel/status.sock');
  let goesOn = true;
  const revisions = new Map<string, string>();
  let edits = 0;
  const editing = (async () => {
    while (goesOn) {
      for (const username of usernames) {
        if (!goesOn) break;
        const address = `edit${edits}@${username}.example`;
        const change = (account: object) => ({ ...account, contact_email: address });
        revisions.set(username, await editSet(host, username, 'account', change));
        edits += 1;
      }
    }
  })();
  return {
    async end() {
      goesOn = false;
      await editing;
      await host.run(['touch', STOP]);
      const [asked, answered] = await Promise.all([requests.ended, status.ended]);
      const lines = (text: string) =>
        text
          .trim()
          .split('\n')
          .map((line) => line.split(' '));
      return {
        requests: lines(asked.stdout).map(([code = '']) => code),
        status: lines(answered.stdout).map(([code = '']) => code),
        slowestStatusMs: Math.round(
          1000 * Math.max(...lines(answered.stdout).map(([, seconds]) => Number(seconds))),
        ),
        edits,
        revisions,
      };
    },
  };
}
