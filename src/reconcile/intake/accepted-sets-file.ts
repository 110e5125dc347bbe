import type { Logger } from 'pino';
import type { Host } from '../../host/host.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Settings } from '../../model/settings.ts';
import { AcceptedSetCache } from './accepted-set-cache.ts';

interface AcceptedSetsFileOptions {
  readonly host: Pick<Host, 'files'>;
  readonly settings: Settings;
  readonly log: Pick<Logger, 'warn'>;
}

/** Keeps the cache of accepted sets in a file, so that the next start need not read sets that have not changed. */
export class AcceptedSetsFile {
  readonly cache: AcceptedSetCache;
  readonly #options: AcceptedSetsFileOptions;
  readonly #path: string;
  #saving = Promise.resolve();

  private constructor(options: AcceptedSetsFileOptions, path: string, cache: AcceptedSetCache) {
    this.#options = options;
    this.#path = path;
    this.cache = cache;
  }

  static async open(options: AcceptedSetsFileOptions): Promise<AcceptedSetsFile> {
    const path = `${options.settings.state_dir}/standing-sets.json`;
    // The engine works without the file, only slower at the start, so a file that cannot be read counts as empty.
    const found = await options.host.files.read(path).catch(() => undefined);
    const cache = new AcceptedSetCache(found?.kind === 'file' ? found.text : '');
    return new AcceptedSetsFile(options, path, cache);
  }

  /** Writes the file if anything has changed. Resolves after every earlier save; a failure is only logged. */
  save(): Promise<void> {
    this.#saving = this.#saving
      .then(() => this.#save())
      .catch((error: unknown) => {
        const { log } = this.#options;
        log.warn({ error: errorMessage(error) }, 'the next start will have to read every set');
      });
    return this.#saving;
  }

  async #save(): Promise<void> {
    const text = this.cache.toText();
    if (text === undefined) return;
    const { host, settings } = this.#options;
    try {
      // After a power cut a file may look as before and have other content, so what the cache relies on is synced.
      await host.files.sync(settings.users_dir);
      await host.files.put([{ path: this.#path, text, mode: 0o600, uid: 0, gid: 0 }]);
    } catch (error) {
      this.cache.markUnsaved();
      throw error;
    }
  }
}
