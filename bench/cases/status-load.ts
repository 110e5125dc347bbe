import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { measureInside, NODE } from '../bench-host.ts';
import { type Figure, median } from '../figure.ts';

const ROUNDS = 5;
const POLLERS = 200;
const FOLLOWERS = 50;
const REST_MS = 1500;

const Seen = z.object({
  requests: z.number(),
  p99_ms: z.number(),
  least_events: z.number(),
  most_events: z.number(),
});

/** A wave over many accounts while many clients poll, against the same wave without clients; in turns. */
export async function statusLoad(host: Sandbox, count: number): Promise<Figure> {
  const alone: number[] = [];
  const watched: number[] = [];
  let last = { requests: 0, p99_ms: 0, least_events: 0, most_events: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await wave(`alone${round}`));
    const clients = await startClients();
    await pause(REST_MS);
    watched.push(await wave(`watched${round}`));
    last = await clients.end();
  }
  return {
    name: `${count} accounts edited at once, ${POLLERS} clients polling and ${FOLLOWERS} following`,
    seconds: median(watched),
    against: { what: 'the same without clients', seconds: median(alone) },
    floor: undefined,
    target: 1.1,
    notes: {
      'requests in the last round': last.requests,
      'their 99th percentile, ms': Math.round(last.p99_ms),
      'events each follower missed': last.most_events - last.least_events,
    },
  };

  async function wave(mark: string): Promise<number> {
    const { seconds = Number.NaN } = await measureInside(host, 'timed-wave.ts', String(count), mark);
    await pause(REST_MS);
    return seconds;
  }

  async function startClients() {
    const script = '/usr/lib/jopanel/bench/inside/status-clients.ts';
    const running = host.spawn([NODE, script, String(POLLERS), String(FOLLOWERS), String(count)]);
    let shown = '';
    running.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    await host.waitFor('the clients to be ready', () => shown.includes('ready\n'));
    return {
      async end() {
        running.stdin.end();
        const { stdout, stderr } = await running.ended;
        const line = stdout.trim().split('\n').at(-1) ?? '';
        if (!line.startsWith('{')) throw new Error(`the clients failed: ${stderr}`);
        return Seen.parse(JSON.parse(line));
      },
    };
  }
}
