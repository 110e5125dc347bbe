import { describe, expect, test } from 'vitest';
import { tallyLog } from '../../src/bandwidth/tally-log.ts';
import { line } from './log-lines.ts';

const bytesOf = (text: string) => tallyLog(Buffer.from(text, 'latin1'));

describe('a piece of an access log', () => {
  test('is added up by the month that stands in each line', () => {
    const text =
      line(100) +
      line(7, { time: '30/Nov/2026:23:59:59 +0100' }) +
      line(20, { time: '01/Dec/2026:00:00:00 +0100' });
    expect(bytesOf(text)).toEqual({
      consumed: text.length,
      bytes: new Map([
        ['2026-11', 107],
        ['2026-12', 20],
      ]),
    });
  });

  test('is consumed up to its last whole line', () => {
    const whole = line(5);
    expect(bytesOf(`${whole}192.0.2.1 - - [`)).toEqual({
      consumed: whole.length,
      bytes: new Map([['2026-11', 5]]),
    });
    expect(bytesOf('no end')).toEqual({ consumed: 0, bytes: new Map() });
  });

  test('counts nothing for lines in another format', () => {
    const text = 'garbage\n\n"" 200 5 \n[22/Nov/2026:10:00:00 +0000] nothing\n';
    expect(bytesOf(text)).toEqual({ consumed: text.length, bytes: new Map() });
  });

  test.each([
    ['a user name with a time of its own', { user: 'x [01/Jan/2020:00:00:00 +0000] \\x22GET\\x22 200 9' }],
    ['a request with quotation marks', { request: 'GET /\\x22 200 999999 \\x22 HTTP/1.1' }],
    ['a request of brackets', { request: '[01/Jan/2020:00:00:00 +0000] 200 9' }],
    ['an agent that looks like a line', { agent: '[01/Jan/2020:00:00:00 +0000] \\x22GET\\x22 200 9 ' }],
    [
      'a referer and an agent that look like a line together',
      { referer: 'x [01/Nov/2026:00:00:00 +0000] ', agent: ' 200 999999999 ' },
    ],
    ['bytes that are no UTF-8', { request: 'GET /\xff\xfe HTTP/1.1' }],
    ['no request at all', { request: '' }],
    ['an IPv6 visitor', { address: '2001:db8::1' }],
  ])('is not misled by %s', (_, parts) => {
    expect(bytesOf(line(11, parts)).bytes).toEqual(new Map([['2026-11', 11]]));
  });
});
