// For what a command writes where its user asked for it. Nothing of the host's own state is written this way.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export function writePlainFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
