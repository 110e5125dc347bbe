// Every fold of the journal.
import type { Fold } from '../fold.ts';
import { accountsFold } from './accounts.ts';
import { afterRetriesFold } from './after-retries.ts';
import { budgetsFold } from './budgets.ts';
import { claimsFold } from './claims.ts';
import { failuresFold } from './failures.ts';
import { historyFold } from './history.ts';
import { holdsFold } from './holds.ts';
import { idLedgerFold } from './id-ledger.ts';
import { inventoryFold } from './inventory.ts';
import { openWavesFold } from './open-waves.ts';
import { redactionsFold } from './redactions.ts';
import { searchFold } from './search.ts';
import { servicesFold } from './services.ts';
import { usersFolderFold } from './users-folder.ts';

export const allFolds: readonly Fold[] = [
  accountsFold,
  historyFold,
  claimsFold,
  idLedgerFold,
  inventoryFold,
  servicesFold,
  usersFolderFold,
  openWavesFold,
  holdsFold,
  failuresFold,
  afterRetriesFold,
  budgetsFold,
  redactionsFold,
  searchFold,
];
