import type { z } from 'zod';
import {
  AuthorityProblem,
  acmeSocket,
  CheckReply,
  FailedNames,
  IssuedChain,
  OpenOrder,
  RenewalReply,
} from '../../model/acme/acme-messages.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { AuthorityError, type CertificateAuthority } from '../certificate-authority.ts';
import { runCommand } from '../commands/run-command.ts';
import { askSocket } from '../sockets/socket-client.ts';
import type { ServiceManager } from './service-manager.ts';

/** The authority's own limits are shorter. */
const ANSWER_MS = 300_000;
const LARGEST_ANSWER = 1024 * 1024;

/** Asks `jopanel-acme.service`, which systemd starts when the first request comes. */
export function createCertificateAuthority(runDir: string, manager: ServiceManager): CertificateAuthority {
  const socket = acmeSocket(runDir);

  async function ask<Schema extends z.ZodType>(
    path: string,
    request: object,
    schema: Schema,
    stop: AbortSignal,
  ): Promise<z.output<Schema>> {
    const body = JSON.stringify(request);
    const limits = { timeoutMs: ANSWER_MS, largest: LARGEST_ANSWER, signal: stop };
    const post = () => askSocket({ socket, method: 'POST', path, body, ...limits });
    let answer = await post();
    if (!answer.ok && answer.why === 'absent') {
      await runCommand(['systemctl', 'start', 'jopanel-acme.socket'], { stop });
      answer = await post();
    }
    if (!answer.ok) {
      throw unavailable(
        answer.why === 'absent'
          ? `no process listens on ${socket}; see: systemctl status jopanel-acme.socket`
          : `the process that asks certificate authorities did not answer: ${answer.message}; see: journalctl -u jopanel-acme`,
      );
    }
    const value = tryParseJson(answer.text);
    if (answer.status === 200) {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
    }
    const problem = AuthorityProblem.safeParse(value);
    if (answer.status !== 200 && problem.success) throw new AuthorityError(problem.data);
    throw unavailable(
      'the process that asks certificate authorities answered nonsense; see: journalctl -u jopanel-acme',
    );
  }

  return {
    available:
      manager === 'systemd'
        ? { ok: true }
        : {
            ok: false,
            why: 'systemd does not run here, and the process that asks certificate authorities is its service; run this host with systemd',
          },
    check: (request, stop) => ask('/check', request, CheckReply, stop),
    openOrder: (request, stop) => ask('/order', request, OpenOrder, stop),
    validate: async (access, challenges, stop) =>
      (await ask('/validate', { access, challenges }, FailedNames, stop)).failed,
    finalize: async (request, stop) => (await ask('/finalize', request, IssuedChain, stop)).chain,
    renewalInfo: async (access, certificate, stop) =>
      (await ask('/renewal-info', { access, certificate }, RenewalReply, stop)).info ?? undefined,
  };
}

function unavailable(message: string): AuthorityError {
  return new AuthorityError({ fault: 'unavailable', message, failed: [] });
}
