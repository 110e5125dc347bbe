/**
 * Runs on the host itself, so that no process start is measured: replaces a file by rename and asks
 * over HTTP until the server answers under a name with the page wanted.
 *
 *   node first-answer.ts FILE NAME PAGE < new content of FILE
 *
 * Prints the milliseconds from the rename to that answer, as JSON.
 */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [file = '', name = '', page = ''] = process.argv.slice(2);
const limitMs = 30_000;

writeFileSync(`${file}.tmp`, readFileSync(0), { mode: 0o600, flush: true });
renameSync(`${file}.tmp`, file);
const renamed = performance.now();

let requests = 1;
while (!isWanted(await get(name))) {
  if (performance.now() - renamed > limitMs) throw new Error(`no answer under ${name} within ${limitMs} ms`);
  requests++;
  await sleep(1);
}
console.log(JSON.stringify({ ms: performance.now() - renamed, requests }));

function isWanted(answer: string): boolean {
  return answer.startsWith('HTTP/1.1 200 ') && answer.endsWith(page);
}

/** One connection per request: a kept one would stay with a worker of the old configuration. */
function get(host: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    connect(80, '127.0.0.1')
      .on('data', (chunk) => {
        answer += chunk.toString();
      })
      .on('error', () => {})
      .on('close', () => resolve(answer))
      .end(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}
