import type { Route } from '../route.ts';
import { listAccounts, searchAccounts, showAccount } from './accounts.ts';
import { listAccountCertificates, listAllCertificates } from './certificates.ts';
import { showConfig } from './config.ts';
import { listAccountEvents, listEvents } from './events.ts';
import { isHealthy, isReady } from './health.ts';
import { showHistory, showRevision } from './history.ts';
import { planAccount, planAll } from './plan.ts';
import { showStats } from './stats.ts';
import { showStatus } from './status.ts';

/** Every path with a JSON answer. The request handler answers `/metrics` and `/openapi.json` itself. */
export const ALL_ROUTES: readonly Route[] = [
  showStatus,
  listAccounts,
  showAccount,
  showConfig,
  planAccount,
  showStats,
  listAccountCertificates,
  listAccountEvents,
  showHistory,
  showRevision,
  listEvents,
  planAll,
  listAllCertificates,
  searchAccounts,
  isHealthy,
  isReady,
];
