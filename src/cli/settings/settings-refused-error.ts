/** Told to whoever ran the command; see run-command-line.ts. */
export class SettingsRefusedError extends Error {
  override readonly name = 'SettingsRefusedError';

  constructor(errors: readonly string[]) {
    super(['the settings of this host are refused, and nothing was done', ...errors].join('\n'));
  }
}
