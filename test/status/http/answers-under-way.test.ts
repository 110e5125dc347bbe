import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { AnswersUnderWay } from '../../../src/status/http/answers-under-way.ts';

function request() {
  const incoming = new IncomingMessage(new Socket());
  return [incoming, new ServerResponse(incoming)] as const;
}

test('what is taken apart waits for the answers that had begun by then, failed ones too, and for no later one', async () => {
  const underWay = new AnswersUnderWay();
  const { promise: good, resolve } = Promise.withResolvers<void>();
  const { promise: bad, reject } = Promise.withResolvers<void>();
  const order: string[] = [];
  const answers = [underWay.of(() => good), underWay.of(() => bad)].map((answer) => answer(...request()));
  const ended = underWay.ended().then(() => order.push('ended'));
  void underWay.of(() => new Promise(() => undefined))(...request());
  void answers[0]?.then(() => order.push('answered'));
  resolve();
  await answers[0];
  reject(new Error('no answer'));
  await expect(answers[1]).rejects.toThrow('no answer');
  await ended;
  expect(order).toEqual(['answered', 'ended']);
});
