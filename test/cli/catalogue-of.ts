import type { AnyCommand, Catalogue } from '../../src/cli/command-line/command.ts';

/** A catalogue of commands that are loaded already. */
export function catalogueOf(commands: readonly AnyCommand[]): Catalogue {
  return {
    names: commands.map(({ name }) => name),
    load: async (name) => commands.find((command) => command.name === name),
  };
}
