// Follows the stream of a served journal, and appends to it.

import { readEventStream } from '../../../src/cli/daemon/read-event-stream.ts';
import { followSocket } from '../../../src/host/sockets/socket-client.ts';
import { observed } from '../../journal/sample.ts';
import type { Served } from '../serve.ts';

export const STREAM = { accept: 'text/event-stream' };

export async function follow(
  { socket }: Served,
  path: string,
  until: number,
  headers = {},
): Promise<number[]> {
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const { id } of readEventStream(
    followSocket({ socket, path, headers: { ...STREAM, ...headers } }, stop.signal),
  )) {
    seen.push(Number(id));
    if (seen.length === until) {
      stop.abort();
      break;
    }
  }
  return seen;
}

export function append(
  { journal }: Served,
  count: number,
  from = 0,
  account = (index: number) => `user${index % 7}`,
): void {
  const indexes = Array.from({ length: count }, (_, at) => from + at);
  journal.append(indexes.map((index) => observed(account(index), { package: `plan-${index}` })));
}

export const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
