import type { ReconcileContext } from '../../../controllers/controller.ts';
import type { Account } from '../../model/account.ts';

/** What a whole wave knows: what controllers may see, and every account in force for what all of them share. */
export interface WaveContext extends ReconcileContext {
  readonly inForce: ReadonlyMap<string, Account>;
}
