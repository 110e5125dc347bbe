// flock(2) for Node without a native addon. A lock belongs to the open file description, so a child that
// inherits our descriptor can take it, exit, and leave it held by us until we close it or die.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers';
import { errorMessage } from '../../model/error-message.ts';

type FlockTry = 'taken' | 'held-elsewhere' | { readonly failed: string };

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

/** Tries that come in the same turn of the event loop, or while a helper process runs, share the next one. */
export function createFlockHelper(): (fd: number) => Promise<FlockTry> {
  const waiting: Request[] = [];
  let isRunning = false;

  async function flush(): Promise<void> {
    while (waiting.length > 0) await runHelper(waiting.splice(0, MOST_AT_ONCE));
    isRunning = false;
  }

  return (fd) =>
    new Promise((answer) => {
      waiting.push({ fd, answer });
      if (!isRunning) setImmediate(() => void flush());
      isRunning = true;
    });
}

/** Answers each of them, and never fails itself. */
async function runHelper(requests: readonly Request[]): Promise<void> {
  const answerAll = (failed: string): void => {
    for (const { answer } of requests) answer({ failed });
  };
  let answers = '';
  let complaint = '';
  try {
    const child = spawn(PERL, ['-e', SCRIPT, String(requests.length)], {
      env: {},
      stdio: ['ignore', 'pipe', 'pipe', ...requests.map(({ fd }) => fd)],
    });
    child.stdout?.setEncoding('latin1').on('data', (text: string) => {
      answers += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    await once(child, 'close');
  } catch (error) {
    answerAll(`${PERL} could not be started: ${errorMessage(error)}`);
    return;
  }
  if (answers.length !== requests.length) answerAll(`${PERL} failed: ${complaint.trim()}`);
  requests.forEach(({ answer }, index) => {
    answer(answers[index] === '1' ? 'taken' : 'held-elsewhere');
  });
}
