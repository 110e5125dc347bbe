import { connect } from 'node:net';

/**
 * The status code that nginx answers under a name, or undefined when it closes the connection instead. A connection
 * for each question, as one that stays open would stay with an old worker; and no HTTP client, which takes from a
 * core as much as nginx itself does.
 */
export function statusUnder(name: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = connect(80, '127.0.0.1');
    asked.setEncoding('latin1');
    asked.once('data', (answer) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3}) /.exec(String(answer))?.[1]));
      asked.destroy();
    });
    asked.once('error', () => resolve(undefined));
    asked.once('close', () => resolve(undefined));
    asked.end(`GET / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
  });
}
