import pino from 'pino';
import { expect, test } from 'vitest';
import { withPriorities } from '../../../src/host/process/service-log.ts';

test('each line of the journal begins with the priority of its level', () => {
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false, level: 'trace' },
    withPriorities({ write: (line) => lines.push(line) }),
  );
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) log[level](level);
  expect(lines).toEqual([
    '<7>{"level":10,"msg":"trace"}\n',
    '<7>{"level":20,"msg":"debug"}\n',
    '<6>{"level":30,"msg":"info"}\n',
    '<4>{"level":40,"msg":"warn"}\n',
    '<3>{"level":50,"msg":"error"}\n',
    '<2>{"level":60,"msg":"fatal"}\n',
  ]);
});
