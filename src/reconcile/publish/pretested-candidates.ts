// Whether a service would take what is to go live.

import type { Publication } from '../../../controllers/controller.ts';
import { compose } from '../../../services/compose.ts';
import { checkSshdSettings } from '../../../services/sshd/check-settings.ts';
import type { Host } from '../../host/host.ts';
import type { FileChange } from '../../host/root-files.ts';
import type { CheckResult, ServiceName } from '../../host/services.ts';
import type { WaveContext } from '../wave/wave-context.ts';
import type { LiveFiles } from './live-files.ts';

interface Candidate {
  readonly files: readonly FileChange[];
  /** Of what is live with the files laid over it, as far as it is ours. */
  readonly digest: string;
  /** Of all that the checker goes by, from before it begins: others write to much of it at any time. */
  readonly fingerprint: string;
}

interface Ahead {
  /** Undefined where there is nothing to test. */
  readonly candidate: Promise<Candidate | undefined>;
  readonly verdict: Promise<CheckResult | undefined>;
  readonly end: () => void;
}

/**
 * The verdicts of one wave. A checker reads a thousand accounts for a second, and PHP-FPM takes as long again to
 * reload them. So a candidate that is likely to be asked about may be tested before it is its turn, beside other
 * work. What it turns out not to be is tested anew, and so is what was refused: that may have been too early; and
 * all of it, where anybody has written to the service's files meanwhile.
 */
export class PretestedCandidates implements AsyncDisposable {
  readonly #host: Host;
  readonly #live: LiveFiles;
  readonly #context: WaveContext;
  readonly #stop: AbortSignal;
  readonly #begun = new Map<ServiceName, Ahead>();

  /** @param wave once its `stop` aborts, nothing is tested ahead any more */
  constructor(
    { host, live }: { host: Host; live: LiveFiles },
    { context, stop }: { context: WaveContext; stop: AbortSignal },
  ) {
    this.#host = host;
    this.#live = live;
    this.#context = context;
    this.#stop = stop;
  }

  /** Begins to test what these publications would bring live. */
  ahead(service: ServiceName, publications: readonly Publication[]): void {
    if (publications.length === 0 || this.#stop.aborted) return;
    const before = this.#begun.get(service);
    before?.end();
    const over = new AbortController();
    const test = async (candidate: Candidate | undefined) =>
      candidate && this.#test(service, candidate.files, publications, over.signal);
    // What goes wrong here goes wrong again for who asks.
    const candidate = Promise.resolve(before?.verdict)
      .then(() => this.#candidateOf(service, publications))
      .catch(() => undefined);
    const verdict = candidate.then(test).catch(() => undefined);
    this.#begun.set(service, { candidate, verdict, end: () => over.abort() });
  }

  /** Of the files that `publications` come to. */
  async of(
    service: ServiceName,
    files: readonly FileChange[],
    publications: readonly Publication[],
  ): Promise<CheckResult> {
    if (await this.#isAccepted(service, files)) return { ok: true };
    return this.#test(service, files, publications);
  }

  /** No test outlives its wave; what nobody has asked about by then is not waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { end } of this.#begun.values()) end();
    await Promise.all([...this.#begun.values()].map(({ verdict }) => verdict));
  }

  async #isAccepted(service: ServiceName, files: readonly FileChange[]): Promise<boolean> {
    const ahead = this.#begun.get(service);
    const candidate = await ahead?.candidate;
    if (ahead === undefined || candidate?.digest !== this.#live.digest(service, files)) {
      // Nobody waits for a verdict about something else, however long its checker takes.
      ahead?.end();
      return false;
    }
    if (!(await ahead.verdict)?.ok) return false;
    return candidate.fingerprint === (await this.#host.services.fingerprint(service));
  }

  async #candidateOf(
    service: ServiceName,
    publications: readonly Publication[],
  ): Promise<Candidate | undefined> {
    await this.#live.recall(service, this.#host);
    const fingerprint = await this.#host.services.fingerprint(service);
    const files = await compose(service, publications, this.#host, this.#context);
    if (files.length === 0) return undefined;
    return { files, fingerprint, digest: this.#live.digest(service, files) };
  }

  async #test(
    service: ServiceName,
    files: readonly FileChange[],
    publications: readonly Publication[],
    stop?: AbortSignal,
  ): Promise<CheckResult> {
    const verdict = await this.#host.services.test(service, files, stop);
    if (!verdict.ok || service !== 'sshd') return verdict;
    return checkSshdSettings(this.#host, files, publications);
  }
}
