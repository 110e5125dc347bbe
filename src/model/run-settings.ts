import { z } from 'zod';

export const Folder = z
  .string()
  // Letters that no mount option, unit file or configuration format gives a meaning to.
  .regex(
    /^(\/[A-Za-z0-9._-]+)+$/,
    'must be an absolute path of letters, digits, dots, dashes and underscores',
  );

/** The settings that say where and under what a program runs: all that the PHP activator takes from the file. */
export const RunSettings = z.object({
  state_dir: Folder.default('/var/lib/jopanel'),
  run_dir: Folder.default('/run/jopanel'),
  service_manager: z.enum(['auto', 'systemd', 'pid-file']).default('auto'),
});
export type RunSettings = z.infer<typeof RunSettings>;
