// flock(2) for Node without a native addon. A lock belongs to the open file description, so a child that
// inherits our descriptor can take it, exit, and leave it held by us until we close it or die.

import { spawn } from 'node:child_process';
import { setImmediate } from 'node:timers';

export type FlockTry = 'taken' | 'held-elsewhere' | { readonly failed: string };

// Perl is Essential on Debian, and unlike flock(1) takes many descriptors in one process.
const PERL = '/usr/bin/perl';
// LOCK_EX | LOCK_NB is 6 on Linux; asking Fcntl for it would take Perl longer than all the rest.
const SCRIPT = `for my $fd (3 .. 2 + $ARGV[0]) {
  my $file; open($file, "+<&=", $fd) or die "descriptor $fd: $!";
  print flock($file, 6) ? 1 : 0; push @open, $file; }`;
const MOST_AT_ONCE = 500;

interface Request {
  readonly fd: number;
  readonly answer: (result: FlockTry) => void;
}

/** Tries that come in the same turn of the event loop share one helper process. */
export function createFlockHelper(): (fd: number) => Promise<FlockTry> {
  let waiting: Request[] = [];

  function flush(): void {
    const requests = waiting;
    waiting = [];
    for (let start = 0; start < requests.length; start += MOST_AT_ONCE) {
      runHelper(requests.slice(start, start + MOST_AT_ONCE));
    }
  }

  return (fd) =>
    new Promise((answer) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ fd, answer });
    });
}

function runHelper(requests: readonly Request[]): void {
  const answerAll = (failed: string): void => {
    for (const { answer } of requests) answer({ failed });
  };
  const child = spawn(PERL, ['-e', SCRIPT, String(requests.length)], {
    env: {},
    stdio: ['ignore', 'pipe', 'pipe', ...requests.map(({ fd }) => fd)],
  });
  let verdicts = '';
  let complaint = '';
  child.stdout?.setEncoding('latin1').on('data', (text: string) => {
    verdicts += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.on('error', (error) => answerAll(`${PERL} could not be started: ${error.message}`));
  child.on('close', () => {
    if (verdicts.length !== requests.length) answerAll(`${PERL} failed: ${complaint.trim()}`);
    requests.forEach(({ answer }, index) => {
      answer(verdicts[index] === '1' ? 'taken' : 'held-elsewhere');
    });
  });
}
