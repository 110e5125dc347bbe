/** The settings of this host are invalid; run-command-line.ts prints the message. */
export class SettingsRefusedError extends Error {
  override readonly name = 'SettingsRefusedError';

  constructor(errors: readonly string[]) {
    super(['the settings of this host are refused, and nothing was done', ...errors].join('\n'));
  }
}
