// Sends requests to the running daemon through the control socket, which only root can open.

import { OperatorReplyBody, type OperatorRequestBody } from '../../control/operator-request-body.ts';
import { askSocket } from '../../host/sockets/socket-client.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import type { Settings } from '../../model/settings.ts';

type AskedDaemon =
  /** Reasons for refusals by username; empty when everything is done or under way. */
  | { readonly state: 'answered'; readonly refused: ReadonlyMap<string, string> }
  | { readonly state: 'no-daemon' }
  | { readonly state: 'failed'; readonly message: string };

/** Long, because a purge may have to archive a large home first. */
const TIMEOUT_MS = 3_600_000;

export async function askDaemon({ run_dir }: Settings, ask: OperatorRequestBody): Promise<AskedDaemon> {
  const socket = `${run_dir}/control.sock`;
  const body = JSON.stringify(ask);
  const answer = await askSocket({ socket, method: 'POST', path: '/ask', body, timeoutMs: TIMEOUT_MS });
  if (!answer.ok) {
    if (answer.why === 'absent') return { state: 'no-daemon' };
    const message = answer.why === 'denied' ? 'this needs root\nuse sudo' : `${socket}: ${answer.message}`;
    return { state: 'failed', message };
  }
  const reply = OperatorReplyBody.safeParse(tryParseJson(answer.text));
  if (reply.success) return { state: 'answered', refused: new Map(Object.entries(reply.data.refused)) };
  return { state: 'failed', message: `${socket} answered ${answer.status}: ${answer.text.trim()}` };
}
