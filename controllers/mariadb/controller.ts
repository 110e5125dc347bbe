import { resourceController } from '../controller.ts';
import { desiredMariaDb } from './desired.ts';
import { observeMariaDb } from './observe.ts';
import { planMariaDb } from './plan.ts';

/** The account's databases, and who reaches them: its Linux user over the socket, and further users by password. */
export const mariaDb = resourceController({
  kind: 'mariadb',
  needs: ['linux-user'],
  isLongRunning: true,
  desired: desiredMariaDb,
  observe: observeMariaDb,
  plan: planMariaDb,
});
