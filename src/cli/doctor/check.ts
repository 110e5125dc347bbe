import { z } from 'zod';
import type { HostReader } from '../../host/host.ts';
import type { Settings } from '../../model/settings.ts';

export const Check = z.object({
  name: z.string(),
  state: z.enum(['ok', 'note', 'warning', 'problem']).meta({
    description:
      'note: about sites of accounts, and not about the host; warning: something will not be done; problem: hosting will not work.',
  }),
  message: z.string(),
  remedy: z.string(),
});
export type Check = z.infer<typeof Check>;

/** A group of checks of the host. */
export type CheckGroup = (settings: Settings, host: HostReader) => Promise<readonly Check[]>;

export function ok(name: string, message: string): Check {
  return { name, state: 'ok', message, remedy: '' };
}

/** What an account has in its home: worth a look, and no reason to call the host less than ready. */
export function note(name: string, message: string, remedy: string): Check {
  return { name, state: 'note', message, remedy };
}

export function warning(name: string, message: string, remedy: string): Check {
  return { name, state: 'warning', message, remedy };
}

export function problem(name: string, message: string, remedy: string): Check {
  return { name, state: 'problem', message, remedy };
}
