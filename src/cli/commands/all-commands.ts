// Every command in the order of the help. Each is loaded only when it is needed, so that the command line starts fast.

import type { AnyCommand, Catalogue } from '../command-line/command.ts';

const LOAD: Readonly<Record<string, () => Promise<AnyCommand>>> = {
  status: async () => (await import('./status.ts')).status,
  watch: async () => (await import('./watch.ts')).watch,
  plan: async () => (await import('./plan.ts')).plan,
  apply: async () => (await import('./apply.ts')).apply,
  explain: async () => (await import('./explain.ts')).explain,
  user: async () => (await import('./user.ts')).user,
  app: async () => (await import('./app.ts')).app,
  domain: async () => (await import('./domain.ts')).domain,
  certificate: async () => (await import('./certificate.ts')).certificate,
  key: async () => (await import('./key.ts')).key,
  usage: async () => (await import('./usage.ts')).usage,
  history: async () => (await import('./history.ts')).history,
  diff: async () => (await import('./diff.ts')).diff,
  rollback: async () => (await import('./rollback.ts')).rollback,
  events: async () => (await import('./events.ts')).events,
  logs: async () => (await import('./logs.ts')).logs,
  search: async () => (await import('./search.ts')).search,
  validate: async () => (await import('./validate.ts')).validate,
  fix: async () => (await import('./fix.ts')).fix,
  restore: async () => (await import('./restore.ts')).restore,
  retire: async () => (await import('./retire.ts')).retire,
  purge: async () => (await import('./purge.ts')).purge,
  doctor: async () => (await import('./doctor.ts')).doctor,
  journal: async () => (await import('./journal.ts')).journal,
  migrate: async () => (await import('./migrate.ts')).loadMigrate(),
  mirror: async () => (await import('./mirror.ts')).mirror,
  schema: async () => (await import('./schema.ts')).schema,
  completion: async () => (await import('./completion.ts')).completion,
};

export const COMMANDS: Catalogue = {
  names: Object.keys(LOAD),
  load: async (name) => LOAD[name]?.(),
};
