// `jopanel events [USER] [--follow]`: shows the journal.

import type { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { followSocket } from '../../host/sockets/socket-client.ts';
import { errorMessage } from '../../model/error-message.ts';
import { EventAnswer, EventsAnswer } from '../../status/answers/event-answer.ts';
import type { Command, ExitCode, Invocation } from '../command-line/command.ts';
import { readEventStream } from '../daemon/read-event-stream.ts';
import { type Answered, type StatusClient, statusClient } from '../daemon/status-client.ts';
import { failed } from '../output/report-failure.ts';
import { untilStopped } from '../terminal/until-stopped.ts';
import { eventLine } from '../views/event-line.ts';

const RECONNECT_MS = 1000;
const DEFAULT_LAST = 20;
/** The most entries that the socket answers at once. */
const PAGE = 1000;

export const events: Command = {
  name: 'events',
  summary: 'show the journal: what was observed, decided and done',
  description: `Shows the newest entries of one account or of all. With --follow it continues with new entries, even across
a restart of the daemon, and skips none. With --json it prints one entry per line.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true }],
  options: {
    follow: { help: 'continue until Ctrl-C' },
    last: {
      value: 'NUMBER',
      kind: 'number',
      help: 'begin with this many of the newest entries (default 20)',
    },
    after: { value: 'SEQ', kind: 'number', help: 'begin after this entry instead' },
  },
  examples: [
    { line: 'jopanel events --follow', help: 'everything, as it happens' },
    { line: 'jopanel --json events joko --last 100', help: 'for a program' },
  ],
  output: async () => EventAnswer,
  lines: true,
  async run(invocation) {
    const { positionals, text, flag } = invocation;
    const [username] = positionals;
    const offline = !flag('follow');
    const client = await statusClient({ socket: invocation.socket, offline });
    const path = username === undefined ? '/v1/events' : `/v1/users/${encodeURIComponent(username)}/events`;
    const after = text('after');
    const last = Number(text('last') ?? DEFAULT_LAST);
    const first =
      after === undefined
        ? await newest(client, path, last)
        : { ok: true as const, value: { events: [], next_after: Number(after) } };
    if (!first.ok) return failed(invocation, first.message);
    for (const event of first.value.events) print(invocation, event);
    let from = first.value.next_after;
    if (after !== undefined) {
      for await (const page of pagesAfter(client, path, from)) {
        if (!page.ok) return failed(invocation, page.message);
        for (const event of page.value.events) print(invocation, event);
        from = page.value.next_after;
      }
    }
    return flag('follow') ? follow(invocation, client, path, from) : 0;
  },
};

type Page = Answered<z.infer<typeof EventsAnswer>>;

/** The socket answers so many at once; more are read page by page from the beginning, because no page comes before another. */
async function newest(client: StatusClient, path: string, last: number): Promise<Page> {
  if (last <= PAGE) return client.get(`${path}?last=${last}`, EventsAnswer);
  let events: readonly EventAnswer[] = [];
  let next_after = 0;
  for await (const page of pagesAfter(client, path, 0)) {
    if (!page.ok) return page;
    events = [...events, ...page.value.events].slice(-last);
    next_after = page.value.next_after;
  }
  return { ok: true, value: { events: [...events], next_after } };
}

/** Every page until there is nothing more; the last one may be a refusal. */
async function* pagesAfter(client: StatusClient, path: string, after: number): AsyncGenerator<Page> {
  for (let from = after; ; ) {
    const page = await client.get(`${path}?after=${from}&limit=${PAGE}`, EventsAnswer);
    if (page.ok && page.value.events.length === 0) return;
    yield page;
    if (!page.ok) return;
    from = page.value.next_after;
  }
}

async function follow(
  invocation: Invocation,
  client: StatusClient,
  path: string,
  from: number,
): Promise<ExitCode> {
  const stop = untilStopped(invocation.terminal);
  for (let last = String(from); !stop.aborted; ) {
    const headers = { accept: 'text/event-stream', 'last-event-id': last };
    try {
      const pieces = followSocket({ socket: client.socket, path, headers }, stop);
      for await (const { id, event, data } of readEventStream(pieces)) {
        if (id !== undefined) last = id;
        const parsed = EventAnswer.safeParse(JSON.parse(data));
        if (parsed.success) print(invocation, parsed.data);
        else invocation.terminal.err(`jopanel: ${event}: ${data}\n`);
      }
    } catch (error) {
      if (stop.aborted) break;
      const why = errorMessage(error);
      invocation.terminal.err(`jopanel: the connection ended (${why}); reconnecting\n`);
    }
    await systemClock.sleep(RECONNECT_MS, stop);
  }
  return 0;
}

function print({ terminal, screen, json }: Invocation, event: EventAnswer): void {
  if (json) terminal.out(`${JSON.stringify(event)}\n`);
  else terminal.out(`${eventLine(event, { terminal, now: systemClock.now(), width: screen.columns })}\n`);
}
