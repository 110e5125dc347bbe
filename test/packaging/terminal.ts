/** A person at a terminal of a host: keys go in one after the other, and each screen is kept as it was seen. */

import { mkdirSync, writeFileSync } from 'node:fs';
import type { Inside } from '../../sandbox/inside.ts';

const PROMPT = /^\[\d+\] #$/;
const ROWS = 50;

export interface Screen {
  /** Everything that the command showed, as the terminal broke it into lines. */
  readonly text: string;
  /** The same without line breaks that are the terminal's own. */
  readonly unbroken: string;
  readonly exitCode: number;
}

export class Terminal {
  readonly #host: Inside;
  readonly #columns: number;
  readonly #folder: string;
  #kept = 0;

  /** @param folder on this machine, which gets a file for each screen */
  constructor(host: Inside, columns: number, folder: string) {
    this.#host = host;
    this.#columns = columns;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  async open(): Promise<void> {
    await this.#host.writeFile('/root/.person', "PS1='[$?] # '\nexport EDITOR=vim SUDO_USER=opal\n");
    const size = ['-x', String(this.#columns), '-y', String(ROWS)];
    await this.#tmux('new-session', '-d', ...size, '-c', '/root', 'bash --rcfile /root/.person');
    await this.#tmux('set-option', 'history-limit', '5000');
    await this.#untilPrompt(1);
  }

  /** Types a command, answers what is asked, and returns what stands on the screen once the prompt is back. */
  async type(
    name: string,
    line: string,
    answers: readonly (readonly [RegExp, string])[] = [],
  ): Promise<Screen> {
    await this.#tmux('send-keys', 'C-l');
    await this.#host.waitFor('a clear screen', async () =>
      PROMPT.test((await this.#tmux('capture-pane', '-p')).trimEnd()),
    );
    await this.#tmux('clear-history');
    await this.keys(line);
    await this.press('Enter');
    for (const [asked, keys] of answers) {
      await this.until(asked);
      await this.keep(`${name}-asked`);
      await this.keys(keys);
    }
    await this.#untilPrompt(2);
    return this.keep(name);
  }

  /** As a keyboard sends them: a text, in which `<Name>` is a key such as <Enter>, <Tab>, <Escape> or <C-c>. */
  async keys(text: string): Promise<void> {
    for (const part of text.split(/(<[A-Z][\w-]*>)/).filter((each) => each !== ''))
      if (/^<[A-Z][\w-]*>$/.test(part)) await this.press(part.slice(1, -1));
      else await this.#tmux('send-keys', '-l', '--', part);
  }

  async press(key: string): Promise<void> {
    await this.#tmux('send-keys', key);
  }

  async until(shown: RegExp): Promise<void> {
    await this.#host.waitFor(
      `${shown} on the screen`,
      async () => {
        const text = (await this.#capture()).trimEnd();
        if (shown.test(text)) return true;
        throw new Error(text);
      },
      60_000,
    );
  }

  async keep(name: string): Promise<Screen> {
    const text = await this.#capture();
    const number = String(++this.#kept).padStart(2, '0');
    writeFileSync(`${this.#folder}/${number}-${name}.txt`, `${text.trimEnd()}\n`);
    const unbroken = await this.#capture('-J');
    const code = /\[(\d+)\] #\s*$/.exec(text)?.[1];
    return { text, unbroken, exitCode: Number(code ?? -1) };
  }

  async #untilPrompt(count: number): Promise<void> {
    await this.#host.waitFor(
      'the prompt',
      async () => {
        const lines = (await this.#capture()).trimEnd().split('\n');
        const prompts = lines.filter((line) => /^\[\d+\] #/.test(line)).length;
        if (prompts >= count && PROMPT.test(lines.at(-1)?.trimEnd() ?? '')) return true;
        throw new Error(lines.join('\n'));
      },
      60_000,
    );
  }

  async #capture(...flags: string[]): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-S', '-5000', ...flags);
  }

  async #tmux(...words: string[]): Promise<string> {
    const argv = ['tmux', '-L', 'person', '-u', ...words];
    return (await this.#host.run(argv, { env: { TERM: 'xterm-256color' } })).stdout;
  }
}
