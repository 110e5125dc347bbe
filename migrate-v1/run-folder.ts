// The folder in which a migration keeps its state between steps. It holds password hashes, so only root may read it.

import type { z } from 'zod';
import type { RootFiles } from '../src/host/root-files.ts';

export interface RunFolder {
  readonly path: string;
  /** Undefined when there is no such file. @throws when the file is damaged */
  read<S extends z.ZodType>(name: string, schema: S): Promise<z.output<S> | undefined>;
  /** By temporary and rename, so that a crash leaves the one before. */
  write(name: string, value: object): Promise<void>;
  writeText(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Makes the folder where it is missing. */
  prepare(): Promise<void>;
}

const OURS = { uid: 0, gid: 0, mode: 0o600 };

export function openRunFolder(files: RootFiles, stateDir: string): RunFolder {
  const path = `${stateDir}/migrate-v1`;
  const writeText = (name: string, text: string) => files.put([{ path: `${path}/${name}`, text, ...OURS }]);
  return {
    path,
    async read(name, schema) {
      const found = await files.read(`${path}/${name}`);
      if (found.kind === 'absent') return undefined;
      if (found.kind === 'other') throw new Error(`${path}/${name} is ${found.what}; move it away`);
      const parsed = schema.safeParse(parse(found.text));
      if (parsed.success) return parsed.data;
      throw new Error(`${path}/${name} is damaged; move it away and take that step again`);
    },
    write: (name, value) => writeText(name, `${JSON.stringify(value, null, 1)}\n`),
    writeText,
    remove: (name) => files.put([{ path: `${path}/${name}`, text: null, ...OURS }]),
    async prepare() {
      // As the daemon wants it: others may pass, to the challenges of certificate authorities.
      await files.makeFolder(stateDir, { uid: 0, gid: 0, mode: 0o711 });
      await files.makeFolder(path, { uid: 0, gid: 0, mode: 0o700 });
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
