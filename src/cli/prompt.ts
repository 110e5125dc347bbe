// Asks a person at the terminal.

import { createInterface } from 'node:readline/promises';

/** Undefined when the person ended the input. */
export async function ask(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new AbortController();
    lines.once('close', () => closed.abort());
    return (await lines.question(question, { signal: closed.signal })).trim();
  } catch {
    return undefined;
  } finally {
    lines.close();
  }
}

export async function confirm(question: string, byDefault: boolean): Promise<boolean> {
  const answer = (await ask(`${question} ${byDefault ? '[Y/n]' : '[y/N]'} `))?.toLowerCase();
  if (answer === undefined) return false;
  return answer === '' ? byDefault : answer.startsWith('y');
}

const ENTER = ['\r', '\n'];
/** Ctrl-C and Ctrl-D. */
const GIVE_UP = ['\x03', '\x04'];
const BACKSPACES = ['\x7f', '\b'];

/** Asks without showing what is typed. Undefined when the person gave up. */
export function askSecret(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  return new Promise((resolve) => {
    let typed = '';
    // Before the question: a fast hand answers at once, and the terminal would show it.
    stdin.setRawMode(true);
    stderr.write(question);
    stdin.setEncoding('utf8');
    stdin.resume();
    stdin.on('data', take);

    function take(chunk: string): void {
      for (const character of chunk) {
        if (ENTER.includes(character) || GIVE_UP.includes(character)) {
          end(ENTER.includes(character) ? typed : undefined);
          return;
        }
        typed = BACKSPACES.includes(character) ? typed.slice(0, -1) : typed + character;
      }
    }

    function end(answer: string | undefined): void {
      stdin.off('data', take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    }
  });
}

/** All of standard input, for passwords from a program: never on a command line. */
export async function readStandardInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}
