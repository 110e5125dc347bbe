import type { AnyCommand, Catalogue } from './command.ts';

export async function loadAll({ names, load }: Catalogue): Promise<AnyCommand[]> {
  const loaded = await Promise.all(names.map((name) => load(name)));
  return loaded.filter((command) => command !== undefined);
}
