import type { LogFilesReader } from '../../src/host/log-files.ts';

interface FakeLog {
  readonly identity: string;
  text: string;
}

/** Log files in memory, with what nginx and logrotate do to them. */
export class FakeLogs implements LogFilesReader {
  readonly #files = new Map<string, FakeLog>();
  #made = 0;

  append(path: string, text: string): void {
    const file = this.#files.get(path);
    if (file === undefined) this.#files.set(path, { identity: `8:${++this.#made}`, text });
    else file.text += text;
  }

  rename(from: string, to: string): void {
    const file = this.#files.get(from);
    if (file === undefined) throw new Error(`no ${from}`);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  truncate(path: string): void {
    const file = this.#files.get(path);
    if (file !== undefined) file.text = '';
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  find(path: string) {
    const file = this.#files.get(path);
    return file && { identity: file.identity, size: file.text.length };
  }

  async read(path: string, { identity }: { identity: string }, from: number, length: number) {
    const file = this.#files.get(path);
    return new Uint8Array(
      file?.identity === identity ? Buffer.from(file.text.slice(from, from + length), 'latin1') : [],
    );
  }
}
