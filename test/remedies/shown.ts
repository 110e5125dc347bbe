// A test that carries a remedy out says which one by its words in the source; `inventory.test.ts` looks for these calls.

/**
 * @param worded as it stands in the source, with `…` for each value
 * @param said what a person reads
 * @returns the remedy with its values, as it was said
 * @throws when it was not said
 */
export function shown(worded: string, said: string): string {
  const pattern = worded
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('(?:.*?)');
  const [found] = new RegExp(`${pattern}(?=$|\\n|; |\\))`, 'm').exec(said) ?? [];
  if (found === undefined) throw new Error(`${JSON.stringify(worded)} is not in ${JSON.stringify(said)}`);
  return found;
}
