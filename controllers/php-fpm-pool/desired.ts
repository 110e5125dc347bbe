import { accountName } from '../../renderers/encode-path.ts';
import { phpOrder, renderPhpOrder } from '../../renderers/php-order.ts';
import { generationOf, phpOrderPath } from '../../src/model/php-order.ts';
import { phpPoolsOf } from '../../src/model/php-pools.ts';
import type { Target } from '../../src/model/target.ts';
import type { ReconcileContext } from '../controller.ts';

export interface DesiredPhp {
  readonly uid: number;
  /** False for an account that is withdrawn as a whole: its PHP goes, whatever else fails. */
  readonly isActive: boolean;
  /** The order for the activator. */
  readonly path: string;
  /** Undefined when the account is to have no PHP. @param takesOver while a shared PHP-FPM may serve it */
  readonly text: ((takesOver: boolean) => string) | undefined;
  readonly versions: readonly string[];
  /** By pool: which FPM is asked for. */
  readonly generations: ReadonlyMap<string, string>;
}

export function desiredPhp({ account, lifecycle }: Target, context: ReconcileContext): DesiredPhp {
  const isOn = lifecycle === 'active' && account.services.php.enabled;
  const orderWith = (takesOver: boolean) =>
    phpOrder(account, {
      nginxUser: context.facts.nginx.user,
      idleMinutes: context.phpIdleMinutes,
      takesOver,
    });
  const order = isOn ? orderWith(false) : undefined;
  return {
    uid: account.account.uid,
    isActive: lifecycle === 'active',
    path: phpOrderPath(context.stateDir, accountName(account.username)),
    text: isOn ? (takesOver) => renderPhpOrder(orderWith(takesOver)) : undefined,
    versions: isOn ? phpPoolsOf(account).map(({ version }) => version) : [],
    generations: new Map(order?.pools.map((pool) => [pool.id, generationOf(order, pool)])),
  };
}
