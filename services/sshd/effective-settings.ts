import type { FileChange } from '../../src/host/root-files.ts';
import type { CommandOutput, ServicesReader } from '../../src/host/services.ts';

/** What sshd itself would grant to a login. */
interface EffectiveSettings {
  /** sshd's own dump, a setting a line. */
  readonly text: string;
  /** The criteria of every Match line that sshd held against the user, such as `User joko,anna`. */
  readonly matches: readonly string[];
}

/** Asks sshd for its settings of each user, with `changes` laid over the live configuration. */
export async function effectiveSettings(
  services: Pick<ServicesReader, 'query'>,
  users: readonly string[],
  changes: readonly FileChange[],
): Promise<ReadonlyMap<string, EffectiveSettings>> {
  const outputs = await services.query(users.map(dumpSettings), changes);
  const settings = new Map<string, EffectiveSettings>();
  for (const [index, output] of outputs.entries()) settings.set(users[index] ?? '', parseSettings(output));
  return settings;
}

/** Has sshd work out its settings for a login of `user`, and print how it came to them. */
function dumpSettings(user: string): readonly string[] {
  if (!/^[a-z][a-z0-9]*$/.test(user)) throw new TypeError(`not a user name: ${JSON.stringify(user)}`);
  return ['/usr/sbin/sshd', '-T', '-ddd', '-C', `user=${user},host=localhost,addr=127.0.0.1`];
}

function parseSettings({ stdout, stderr }: CommandOutput): EffectiveSettings {
  // sshd cuts its messages at about a thousand characters, which a Match line with many users exceeds.
  const matches = [...stderr.matchAll(/^debug3: checking match for '(.*?)(' user .*)?\r?$/gm)];
  return {
    text: stdout,
    matches: matches.map(([, criteria = '', end]) => (end ? criteria : `${criteria}…`)),
  };
}
