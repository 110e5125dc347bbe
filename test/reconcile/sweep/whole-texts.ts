import { walk } from '../../sim/disk.ts';
import type { Machine } from '../../sim/machine.ts';

/** Which texts each file had on the way of an uncrashed run: a file that is found with another is torn. */
export class WholeTexts {
  readonly #texts = new Map<string, Set<string>>();

  note({ disk }: Machine): void {
    for (const [path, { kind, text }] of walk(disk)) {
      if (kind !== 'file' || isHidden(path)) continue;
      const known = this.#texts.get(path) ?? new Set();
      known.add(text);
      this.#texts.set(path, known);
    }
  }

  tornFiles({ disk }: Machine): string[] {
    return [...walk(disk)].flatMap(([path, { kind, text }]) => {
      if (kind !== 'file' || isHidden(path) || path.startsWith('/var/lib/jopanel/archive/')) return [];
      return this.#texts.get(path)?.has(text)
        ? []
        : [`${path} is torn: ${JSON.stringify(text.slice(0, 80))}`];
    });
  }
}

/** What nothing reads: temporaries, and what is about to be made or removed. */
function isHidden(path: string): boolean {
  return path.split('/').some((name) => name.startsWith('.'));
}
