// Tests of what is to go live. Some begin before their stage does.

import type { Publication, Service } from '../../../services/service.ts';
import type { Host } from '../../host/host.ts';
import type { FileChange } from '../../host/root-files.ts';
import type { CheckResult } from '../../host/services.ts';
import type { WaveContext } from '../plan/wave-context.ts';
import { filesToChange } from './files-to-change.ts';
import type { LiveFiles } from './live-files.ts';

interface Candidate {
  readonly files: readonly FileChange[];
  /** The digest of jopanel's live files with `files` laid over them. */
  readonly digest: string;
  /** Of the checker's inputs, taken before the check begins, because others may write to them at any time. */
  readonly fingerprint: string;
}

interface TestAhead {
  /** Undefined where there is nothing to test. */
  readonly candidate: Promise<Candidate | undefined>;
  readonly result: Promise<CheckResult | undefined>;
  readonly end: () => void;
}

/**
 * The tested candidates of one wave. A checker needs a second for a thousand accounts, and another service may take
 * as long to reload them. So a candidate that is likely to be asked about is tested beside other work, before its
 * stage begins. The result counts only for exactly that candidate, and only if it was accepted and the checker's inputs
 * have not changed since; otherwise the candidate is tested when it is asked about.
 */
export class CandidateTests implements AsyncDisposable {
  readonly #host: Host;
  readonly #liveFiles: LiveFiles;
  readonly #context: WaveContext;
  readonly #stop: AbortSignal;
  /** By the service's name. */
  readonly #testsAhead = new Map<string, TestAhead>();

  /** @param wave once its `stop` aborts, nothing is tested ahead any more */
  constructor(
    { host, liveFiles }: { host: Host; liveFiles: LiveFiles },
    { context, stop }: { context: WaveContext; stop: AbortSignal },
  ) {
    this.#host = host;
    this.#liveFiles = liveFiles;
    this.#context = context;
    this.#stop = stop;
  }

  /** Begins to test what these publications would bring live. */
  testAhead(service: Service, publications: readonly Publication[]): void {
    if (publications.length === 0 || this.#stop.aborted) return;
    const before = this.#testsAhead.get(service.name);
    before?.end();
    const ended = new AbortController();
    // An error is dropped: the test is made again when it is asked for.
    const candidate = Promise.resolve(before?.result)
      .then(() => this.#candidateOf(service, publications))
      .catch(() => undefined);
    const result = candidate
      .then((found) => found && this.#test(service, found.files, publications, ended.signal))
      .catch(() => undefined);
    this.#testsAhead.set(service.name, { candidate, result, end: () => ended.abort() });
  }

  /** Whether the service accepts these files. @param publications what the files were composed of */
  async test(
    service: Service,
    files: readonly FileChange[],
    publications: readonly Publication[],
  ): Promise<CheckResult> {
    if (await this.#isAccepted(service, files)) return { ok: true };
    return this.#test(service, files, publications);
  }

  /** No test outlives its wave; a result that was not asked for by then is not waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { end } of this.#testsAhead.values()) end();
    await Promise.all([...this.#testsAhead.values()].map(({ result }) => result));
  }

  async #isAccepted(service: Service, files: readonly FileChange[]): Promise<boolean> {
    const testAhead = this.#testsAhead.get(service.name);
    const candidate = await testAhead?.candidate;
    if (testAhead === undefined || candidate?.digest !== this.#liveFiles.digest(service, files)) {
      // The result is about something else and is not waited for, however long the checker takes.
      testAhead?.end();
      return false;
    }
    if (!(await testAhead.result)?.ok) return false;
    return candidate.fingerprint === (await this.#host.services.fingerprint(service));
  }

  async #candidateOf(service: Service, publications: readonly Publication[]): Promise<Candidate | undefined> {
    await this.#liveFiles.readIfUnknown(service, this.#host);
    const fingerprint = await this.#host.services.fingerprint(service);
    const files = await filesToChange(service, publications, this.#host, this.#context);
    if (files.length === 0) return undefined;
    return { files, fingerprint, digest: this.#liveFiles.digest(service, files) };
  }

  async #test(
    service: Service,
    files: readonly FileChange[],
    publications: readonly Publication[],
    stop?: AbortSignal,
  ): Promise<CheckResult> {
    const result = await this.#host.services.test(service, files, stop);
    if (!result.ok) return result;
    return service.verifyCandidate(this.#host, { files, warnings: result.warnings }, publications);
  }
}
