import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { networkInterfaces } from 'node:os';
import { errorMessage } from '../../model/error-message.ts';
import type { FrontDoor, FrontDoorAnswer, FrontDoorQuestion } from '../front-door.ts';

const PATIENCE_MS = 3000;
const LONGEST_BODY = 4096;

export const frontDoor: FrontDoor = {
  addresses(ipv6) {
    const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    return (
      all
        // An address of a link alone is none that a visitor asks.
        .filter(({ family, scopeid }) => family === 'IPv4' || (ipv6 && scopeid === 0))
        .map(({ address }) => address)
    );
  },

  ask(question) {
    return new Promise((resolve) => {
      const { address, name, path, isSecure } = question;
      const ask = isSecure ? requestSecurely : request;
      const asked = ask(
        {
          host: address,
          port: isSecure ? 443 : 80,
          ...(isSecure ? { servername: name, rejectUnauthorized: false } : {}),
          path,
          headers: { host: name, 'user-agent': 'jopaneld' },
          agent: false,
          signal: AbortSignal.timeout(PATIENCE_MS),
        },
        (answer) => {
          let body = '';
          answer.setEncoding('latin1');
          answer.on('data', (part: string) => {
            body += part;
            if (body.length > LONGEST_BODY) answer.destroy();
          });
          answer.on('error', () => resolve(answerOf(answer.statusCode ?? 0, body, question)));
          answer.on('close', () => resolve(answerOf(answer.statusCode ?? 0, body, question)));
        },
      );
      asked.on('error', (error) => resolve({ kind: 'none', why: errorMessage(error) }));
      asked.end();
    });
  },
};

function answerOf(status: number, body: string, { expected }: FrontDoorQuestion): FrontDoorAnswer {
  return status === 200 && body === expected ? { kind: 'expected' } : { kind: 'other', status };
}
