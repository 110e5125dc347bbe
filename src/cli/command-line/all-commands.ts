// Every command in the order of the help. Each is loaded only when it is needed, so that the command line starts fast.

import type { AnyCommand, Catalogue } from './command.ts';

const LOAD: Readonly<Record<string, () => Promise<AnyCommand>>> = {
  status: async () => (await import('../commands/status.ts')).status,
  watch: async () => (await import('../commands/watch.ts')).watch,
  plan: async () => (await import('../commands/plan.ts')).plan,
  apply: async () => (await import('../commands/apply.ts')).apply,
  explain: async () => (await import('../commands/explain.ts')).explain,
  user: async () => (await import('../commands/user.ts')).user,
  history: async () => (await import('../commands/history.ts')).history,
  diff: async () => (await import('../commands/diff.ts')).diff,
  rollback: async () => (await import('../commands/rollback.ts')).rollback,
  events: async () => (await import('../commands/events.ts')).events,
  search: async () => (await import('../commands/search.ts')).search,
  validate: async () => (await import('../commands/validate.ts')).validate,
  retire: async () => (await import('../commands/retire.ts')).retire,
  purge: async () => (await import('../commands/purge.ts')).purge,
  doctor: async () => (await import('../commands/doctor.ts')).doctor,
  journal: async () => (await import('../commands/journal.ts')).journal,
  migrate: async () => (await import('../commands/migrate.ts')).loadMigrate(),
  mirror: async () => (await import('../commands/mirror.ts')).mirror,
  schema: async () => (await import('../commands/schema.ts')).schema,
  completion: async () => (await import('../commands/completion.ts')).completion,
};

export const COMMANDS: Catalogue = {
  names: Object.keys(LOAD),
  load: async (name) => LOAD[name]?.(),
};
