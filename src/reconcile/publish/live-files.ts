import { basename } from 'node:path';
import type { Service } from '../../../services/service.ts';
import type { HostReader } from '../../host/host.ts';
import type { FileChange } from '../../host/root-files.ts';
import { digestOf, sha256 } from '../../model/digest.ts';

/**
 * The digests of jopanel's own live files of each service. A service whose
 * files have another digest than the one it last loaded has a pending reload.
 */
export class LiveFiles {
  /** By the service's name; absent until they are read, and when it is uncertain what is live. */
  readonly #hashes = new Map<string, Map<string, string>>();

  /** Reads the files of a service that are not known; to be called before the other methods. */
  async readIfUnknown(service: Service, host: HostReader): Promise<void> {
    if (this.#hashes.has(service.name)) return;
    const hashes = new Map<string, string>();
    for (const path of await ownFiles(service, host)) {
      const found = await host.files.read(path);
      if (found.kind === 'file') hashes.set(path, sha256(found.text));
    }
    this.#hashes.set(service.name, hashes);
  }

  /** To be called when it is uncertain what has gone live and what has not. */
  forget({ name }: Service): void {
    this.#hashes.delete(name);
  }

  /** The digest once `changes` are live too; without changes, of what is live. */
  digest(service: Service, changes: readonly FileChange[] = []): string {
    const files = new Map(this.#filesOf(service));
    replace(files, changes);
    const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, hash]) => `${hash} ${path}\n`);
    return digestOf(lines.join(''));
  }

  isEmpty(service: Service): boolean {
    return this.#filesOf(service).size === 0;
  }

  /** To be called with what has gone live. */
  record(service: Service, changes: readonly FileChange[]): void {
    replace(this.#filesOf(service), changes);
  }

  #filesOf({ name }: Service): Map<string, string> {
    const files = this.#hashes.get(name);
    if (files === undefined) throw new TypeError(`the live files of ${name} were not read`);
    return files;
  }
}

/** Without the temporaries that a crash may leave, which begin with a dot and which no service reads. */
async function ownFiles(service: Service, host: HostReader): Promise<string[]> {
  return (await service.ownFiles(host)).filter((path) => !basename(path).startsWith('.'));
}

function replace(files: Map<string, string>, changes: readonly FileChange[]): void {
  for (const { path, text } of changes) {
    if (text === null) files.delete(path);
    else files.set(path, sha256(text));
  }
}
