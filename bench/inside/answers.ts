import { request } from 'node:http';

/** The status code that nginx answers under a name, or undefined when it closes the connection instead. */
export function statusUnder(name: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', path: '/', headers: { host: name }, agent: false },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}
