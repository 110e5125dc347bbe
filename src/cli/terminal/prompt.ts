// Asks a person at the terminal.

import { createInterface } from 'node:readline/promises';

/** Undefined when the person ended the input. */
export function ask(question: string): Promise<string | undefined> {
  return readLine(question, { output: process.stderr });
}

export async function confirm(question: string, byDefault: boolean): Promise<boolean> {
  const answer = (await ask(`${question} ${byDefault ? '[Y/n]' : '[y/N]'} `))?.trim().toLowerCase();
  if (answer === undefined) return false;
  return answer === '' ? byDefault : answer.startsWith('y');
}

/** Asks without an echo. Undefined when the person gave up. */
export function askSecret(question: string): Promise<string | undefined> {
  // Without an output readline edits the line and shows nothing of it.
  return readLine(question, { terminal: true });
}

async function readLine(
  question: string,
  options: { readonly output?: NodeJS.WritableStream; readonly terminal?: boolean },
): Promise<string | undefined> {
  // The interface switches the echo off, so it comes before the question: a fast hand answers at once.
  const lines = createInterface({ input: process.stdin, ...options });
  const closed = new AbortController();
  lines.once('close', () => closed.abort());
  lines.once('SIGINT', () => lines.close());
  try {
    if (options.output === undefined) process.stderr.write(question);
    return await lines.question(options.output === undefined ? '' : question, { signal: closed.signal });
  } catch {
    return undefined;
  } finally {
    lines.close();
    if (options.output === undefined) process.stderr.write('\n');
  }
}

/** Reads all of standard input: a program passes a password there, because a command line is visible to all users. */
export async function readStandardInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}
