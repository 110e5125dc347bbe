// Puts the pieces behind the agent socket together: what the status socket reads, and the way to write sets.

import type { Logger } from 'pino';
import { loadPackage } from '../desired/load-package.ts';
import { nextIds } from '../desired/next-ids.ts';
import { yescryptHash } from '../host/commands/yescrypt.ts';
import { openHost } from '../host/open-host.ts';
import type { AnswerListener } from '../host/sockets/unix-socket.ts';
import { withHeldNames } from '../journal/held-names.ts';
import { hostFactsOf } from '../model/host-facts.ts';
import { resolveClaims } from '../model/rules/across-accounts.ts';
import type { Settings } from '../model/settings.ts';
import { answerAccount } from '../status/answers/account-answer.ts';
import { describePlan } from '../status/answers/describe-plan.ts';
import { AnswersUnderWay } from '../status/http/answers-under-way.ts';
import { knownAccount } from '../status/known-accounts.ts';
import { ALL_ROUTES } from '../status/routes/all-routes.ts';
import type { EngineClient } from '../status/thread/engine-client.ts';
import { openStatusService } from '../status/thread/status-service.ts';
import type { AgentContext, AgentRecord } from './agent-context.ts';
import { createAgentHandler } from './agent-handler.ts';
import type { EngineOrder } from './engine-requests.ts';
import { describeAgent } from './openapi.ts';
import { allOperations } from './operations/all-operations.ts';
import { RequestRate } from './request-rate.ts';

export interface AgentService {
  readonly listener: AnswerListener;
  /** Callers that wait are answered, and the journal is let go as soon as no answer needs it any more. */
  close(): void;
}

interface AgentServiceOptions {
  readonly settings: Settings;
  readonly countFrom: number;
  record(entry: AgentRecord): void;
  order(order: EngineOrder): Promise<string | undefined>;
}

export async function openAgentService(
  { settings, countFrom, record, order }: AgentServiceOptions,
  engine: EngineClient,
  log: Logger,
): Promise<AgentService> {
  const stop = new AbortController();
  const status = await openStatusService({ settings, countFrom }, engine, log);
  const { journal, version } = status.context;
  const { host, users } = await openHost(settings);
  const context: AgentContext = {
    users,
    journal,
    clock: host.clock,
    log,
    facts: async () => withHeldNames(hostFactsOf(await host.facts(), settings), journal),
    findClashes(account) {
      const clashes = resolveClaims(
        [account],
        (claim) => journal.holderOf(claim),
        new Map(),
        (username) => journal.account(username)?.phase === 'retired',
      );
      return clashes.get(account.username) ?? [];
    },
    async isOnHost(name) {
      const { users: known, groups } = await host.accounts.snapshot();
      return known.has(name) || groups.has(name);
    },
    nextId: () => nextIds({ settings, host, users, journal }),
    loadPackage: (name) => loadPackage(name, { host, settings }),
    hashPassword: yescryptHash,
    async plan(account) {
      const plan = await status.planSets([account]);
      return describePlan(plan, [account.username], (item) => journal.owns(item)?.state === 'present');
    },
    async account(username) {
      await engine.refresh(true);
      const known = knownAccount(status.context, username);
      return known === undefined ? undefined : answerAccount(known, engine.report.snapshot);
    },
    order,
    record,
    stop: stop.signal,
  };
  const underWay = new AnswersUnderWay();
  const listener = createAgentHandler({
    context,
    operations: allOperations,
    reads: status.listener,
    description: JSON.stringify(describeAgent({ operations: allOperations, routes: ALL_ROUTES, version })),
    rate: new RequestRate(host.clock),
    nameOf: async (uid) => (await host.accounts.snapshot()).usersByUid.get(uid)?.name,
    log,
  });
  return {
    listener: underWay.of(listener),
    close() {
      stop.abort();
      status.endStreams();
      void underWay.ended().then(() => status.close());
    },
  };
}
