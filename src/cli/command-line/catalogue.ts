import type { AnyCommand, Catalogue } from './command.ts';

/** A catalogue of commands that are already loaded. */
export function catalogueOf(commands: readonly AnyCommand[]): Catalogue {
  return {
    names: commands.map(({ name }) => name),
    load: async (name) => commands.find((command) => command.name === name),
  };
}

export async function loadAll({ names, load }: Catalogue): Promise<AnyCommand[]> {
  const loaded = await Promise.all(names.map((name) => load(name)));
  return loaded.filter((command) => command !== undefined);
}
