import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One digest for all source files below a folder of this program: what it decided with other ones is not to be relied on. */
export function sourceDigest(folder: URL): string {
  const root = fileURLToPath(folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return hash(
    'sha256',
    files
      .sort()
      .map((file) => `${file}\n${readFileSync(path.join(root, file), 'utf8')}\n`)
      .join(''),
  );
}
