/** Shows a person what is going on: one line per step, with what was found below it. */

import { styleText } from 'node:util';

export interface Narrator {
  heading(text: string): void;
  /** Does the work and then says so, with the time it took. */
  phase<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** Looks for something and shows what was seen; throws when it is not so. */
  proof(claim: string, look: () => Promise<readonly string[]>): Promise<void>;
  note(text: string): void;
  /** How many claims were shown to be true. */
  readonly proven: number;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const width = 62;

/** A spinner and colours on a terminal; plain lines elsewhere. */
export function narrator(out: NodeJS.WriteStream): Narrator {
  const paint = (style: 'bold' | 'dim' | 'green' | 'red', text: string) =>
    styleText(style, text, { stream: out });
  let proven = 0;

  async function step<T>(text: string, work: () => Promise<T>): Promise<T> {
    const stop = spin(out, text);
    const began = performance.now();
    try {
      const result = await work();
      stop();
      const time = `${((performance.now() - began) / 1000).toFixed(2)} s`;
      out.write(`  ${paint('green', '✓')} ${text.padEnd(width)} ${paint('dim', time)}\n`);
      return result;
    } catch (error) {
      stop();
      out.write(`  ${paint('red', '✗')} ${text}\n`);
      throw error;
    }
  }

  return {
    get proven() {
      return proven;
    },
    heading: (text) => out.write(`\n${paint('bold', text)}\n`),
    note: (text) => out.write(`${text}\n`),
    phase: step,
    async proof(claim, look) {
      const evidence = await step(claim, look);
      for (const line of evidence) out.write(`      ${paint('dim', line)}\n`);
      proven++;
    },
  };
}

function spin(out: NodeJS.WriteStream, text: string): () => void {
  if (!out.isTTY) return () => {};
  let turn = 0;
  const draw = () => out.write(`\r  ${frames[turn++ % frames.length]} ${text}`);
  draw();
  const timer = setInterval(draw, 80);
  return () => {
    clearInterval(timer);
    out.write('\r\u001b[2K');
  };
}
