import { readFileSync } from 'node:fs';

/** `0.1.0`, from package.json: the one place that says it. */
export function productVersion(root: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  return version;
}
