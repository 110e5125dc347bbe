// Whether a service would take what is to go live.

import type { Publication } from '../../controllers/controller.ts';
import type { FileChange, Host, ServiceName, Verdict } from '../host/host.ts';
import { compose } from './compose/compose.ts';
import type { LiveFiles } from './live-files.ts';
import { checkSshdSettings } from './sshd-settings.ts';
import type { WaveSurroundings } from './surroundings.ts';

/**
 * The verdicts of one wave. A checker reads a thousand accounts for a second, and PHP-FPM takes as long again to
 * reload them. So a candidate that is likely to be asked about may be tested before it is its turn, beside other
 * work. What it turns out not to be is tested anew, and so is what was refused: that may have been too early.
 */
export class Verdicts implements AsyncDisposable {
  readonly #host: Host;
  readonly #live: LiveFiles;
  readonly #surroundings: WaveSurroundings;
  /** The digest of what was live with the candidate laid over it, if that was accepted. */
  readonly #begun = new Map<ServiceName, Promise<string | undefined>>();

  constructor({ host, live }: { host: Host; live: LiveFiles }, surroundings: WaveSurroundings) {
    this.#host = host;
    this.#live = live;
    this.#surroundings = surroundings;
  }

  /** Begins to test what these publications would bring live. */
  ahead(service: ServiceName, publications: readonly Publication[]): void {
    if (publications.length === 0) return;
    const before = this.#begun.get(service) ?? Promise.resolve();
    // What goes wrong here goes wrong again for who asks.
    const accepted = before.then(() => this.#testAhead(service, publications)).catch(() => undefined);
    this.#begun.set(service, accepted);
  }

  /** Of the files that `publications` come to. */
  async of(
    service: ServiceName,
    files: readonly FileChange[],
    publications: readonly Publication[],
  ): Promise<Verdict> {
    const accepted = await this.#begun.get(service);
    this.#begun.delete(service);
    if (accepted === this.#live.digest(service, files)) return { ok: true };
    return this.#test(service, files, publications);
  }

  /** No test outlives its wave. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#begun.values());
  }

  async #testAhead(service: ServiceName, publications: readonly Publication[]): Promise<string | undefined> {
    await this.#live.recall(service, this.#host);
    const files = await compose(service, publications, this.#host, this.#surroundings);
    if (files.length === 0) return undefined;
    const digest = this.#live.digest(service, files);
    const verdict = await this.#test(service, files, publications);
    return verdict.ok ? digest : undefined;
  }

  async #test(
    service: ServiceName,
    files: readonly FileChange[],
    publications: readonly Publication[],
  ): Promise<Verdict> {
    const verdict = await this.#host.services.test(service, files);
    if (!verdict.ok || service !== 'sshd') return verdict;
    return checkSshdSettings(this.#host, files, publications);
  }
}
