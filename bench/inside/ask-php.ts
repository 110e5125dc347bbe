import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Of an account of the bench: the page that it answers with the word `bench`. */
export function pageOf(user: string): string {
  return `/home/${user}/domains/${user}.example/public_html/index.php`;
}

function record(type: number, body: Buffer): Buffer {
  const head = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
  head.writeUInt16BE(body.length, 4);
  return Buffer.concat([head, body]);
}

function pair(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);
}

/** Asks a PHP-FPM without nginx. @returns whether the page answered */
export function askPhp(socket: string, script: string): Promise<boolean> {
  const request = Buffer.concat([
    record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
    record(4, Buffer.concat([pair('SCRIPT_FILENAME', script), pair('REQUEST_METHOD', 'GET')])),
    record(4, Buffer.alloc(0)),
    record(5, Buffer.alloc(0)),
  ]);
  return new Promise((resolve) => {
    const connection = connect(socket);
    let answer = '';
    connection.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    connection.on('close', () => resolve(answer.includes('bench')));
    connection.on('error', () => resolve(false));
    connection.write(request);
  });
}

/** @returns milliseconds until the page answered, however often it had to be asked */
export async function untilAnswered(socket: string, script: string): Promise<number> {
  const start = performance.now();
  while (!(await askPhp(socket, script))) await pause(1);
  return performance.now() - start;
}
