// Reads from the status socket. When no daemon runs, answers that need only the journal are read from the journal.

import type { z } from 'zod';
import { rootSocket } from '../../host/sockets/root-socket.ts';
import { askSocket, isListening } from '../../host/sockets/socket-client.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { ErrorAnswer } from '../../status/answers/shared.ts';
import { hostSettings, hostSettingsOrDefaults } from '../settings/host-settings.ts';

export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** `absent`: no process listens on the socket. */
      readonly why: 'absent' | 'refused' | 'failed';
      /** Whole sentences for a person: what is wrong, and what to do. */
      readonly message: string;
    };

interface StatusClientOptions {
  /** The value of `--socket`, which then is the only source. */
  readonly socket: string | undefined;
  /** Answer from the journal when no daemon runs. */
  readonly offline?: boolean;
  /** Aborts all requests. */
  readonly signal?: AbortSignal;
}

export interface StatusClient {
  readonly socket: string;
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<Answered<z.output<Schema>>>;
}

const TIMEOUT_MS = 60_000;

export async function statusClient({ socket, offline, signal }: StatusClientOptions): Promise<StatusClient> {
  const settings = hostSettingsOrDefaults();
  const path = socket ?? (await usualSocket(settings.run_dir));
  const mayReadJournal = offline === true && socket === undefined;
  return {
    socket: path,
    async get(question, schema) {
      const answer = await askSocket({
        socket: path,
        path: question,
        headers: { 'cache-control': 'no-cache' },
        timeoutMs: TIMEOUT_MS,
        ...(signal && { signal }),
      });
      if (answer.ok) return read(path, answer.status, answer.text, schema);
      if (answer.why === 'absent' && mayReadJournal) {
        const { readLocally } = await import('./read-locally.ts');
        const local = await readLocally(hostSettings(), question);
        if (local !== undefined) return read('the journal', local.status, local.text, schema);
      }
      return { ok: false, ...unreachable(path, answer.why, answer.message, settings.status_group) };
    },
  };
}

/** Root's own socket while a process listens there; else the shared one, on which systemd starts the daemon. */
async function usualSocket(runDir: string): Promise<string> {
  const own = rootSocket(runDir);
  return process.geteuid?.() === 0 && (await isListening(own)) ? own : `${runDir}/status.sock`;
}

function read<Schema extends z.ZodType>(
  source: string,
  status: number,
  text: string,
  schema: Schema,
): Answered<z.output<Schema>> {
  const value = tryParseJson(text);
  if (status === 200) {
    const checked = schema.safeParse(value);
    if (checked.success) return { ok: true, value: checked.data };
    const message = `the answer from ${source} does not match this version of jopanel; is jopaneld of another version? Restart it: systemctl restart jopaneld`;
    return { ok: false, why: 'failed', message };
  }
  const error = ErrorAnswer.safeParse(value);
  const { message, remedy } = error.success
    ? error.data.error
    : { message: `${source} answered ${status}`, remedy: 'see: journalctl -u jopaneld' };
  return { ok: false, why: 'refused', message: remedy === '' ? message : `${message}\n${remedy}` };
}

function unreachable(
  path: string,
  why: 'absent' | 'denied' | 'broken',
  message: string,
  group: string,
): { why: 'absent' | 'failed'; message: string } {
  if (why === 'absent')
    return {
      why: 'absent',
      message: `jopaneld is not running: no process listens on ${path}\nstart it: systemctl start jopaneld`,
    };
  if (why === 'denied')
    return {
      why: 'failed',
      message: `permission denied: ${path}\nuse sudo, or have root add you to the group: usermod -aG ${group} NAME`,
    };
  return { why: 'failed', message: `${path}: ${message}\nsee: journalctl -u jopaneld` };
}
