/**
 * Stands before pebble and adds what it lacks: renewal information, profiles and refusals. What it does is read from a
 * file at each request, and what it saw goes into another one.
 */

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:https';

interface Behaviour {
  /** Seconds from now. */
  readonly window?: { readonly start: number; readonly end: number };
  /** Answered to each new order in its place. */
  readonly refuse?: { readonly status: number; readonly retryAfter?: string; readonly text: string };
  /** New orders are never answered. */
  readonly isSilent?: boolean;
}

const FOLDER = '/etc/test-authority';
const identity = {
  key: readFileSync(`${FOLDER}/key.pem`),
  cert: readFileSync(`${FOLDER}/cert.pem`),
};

createServer(identity, (incoming, outgoing) => {
  const { refuse, window, isSilent } = behaviour();
  const path = incoming.url ?? '';
  let body = '';
  incoming.setEncoding('utf8');
  incoming.on('data', (part: string) => {
    body += part;
  });
  incoming.on('end', () => {
    if (path.startsWith('/renewal-info/')) {
      const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
      const { start = 3_000_000, end = 3_600_000 } = window ?? {};
      outgoing.writeHead(200, { 'content-type': 'application/json', 'retry-after': '21600' });
      outgoing.end(JSON.stringify({ suggestedWindow: { start: at(start), end: at(end) } }));
      return;
    }
    if (path === '/order-plz') {
      const { payload = '' } = JSON.parse(body) as { payload?: string };
      appendFileSync(`${FOLDER}/orders.log`, `${Buffer.from(payload, 'base64url').toString()}\n`);
      if (isSilent === true) return;
      if (refuse !== undefined) {
        const wait = refuse.retryAfter === undefined ? {} : { 'retry-after': refuse.retryAfter };
        outgoing.writeHead(refuse.status, { 'content-type': 'application/problem+json', ...wait });
        outgoing.end(refuse.text);
        return;
      }
    }
    pass(path, incoming.method ?? 'GET', incoming.headers, body);
  });

  function pass(to: string, method: string, headers: typeof incoming.headers, text: string): void {
    const options = { host: '127.0.0.1', port: 14000, path: to, method, headers, ca: identity.cert };
    const passed = request(options, (answer) => {
      let whole = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        whole += part;
      });
      answer.on('end', () => {
        const { 'content-length': _, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, rest);
        outgoing.end(to === '/dir' ? withMore(whole, headers.host ?? '') : whole);
      });
    });
    passed.on('error', () => outgoing.writeHead(502).end());
    passed.end(text);
  }
}).listen(14001, '127.0.0.1');

function behaviour(): Behaviour {
  const file = `${FOLDER}/behaviour.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Behaviour) : {};
}

function withMore(directory: string, host: string): string {
  const known = JSON.parse(directory) as { meta?: object };
  const meta = { ...known.meta, profiles: { classic: 'as ever', shortlived: 'six days' } };
  return JSON.stringify({ ...known, meta, renewalInfo: `https://${host}/renewal-info` });
}
