// The whole life of an account, as a panel's backend in TypeScript would lead it:
//   node client/examples/whole-life.ts USERNAME DOMAIN

import { AgentError } from '../agent-error.ts';
import { UserRepositoryFS } from '../user-repository-fs.ts';

const [username = '', domain = ''] = process.argv.slice(2);
const users = new UserRepositoryFS({ actor: 'anna@panel.example' });
const wait = 60;

const made = await users.createUser(
  { username, primary_domain: domain, contact_email: `owner@${domain}`, limits: { disk_quota_mb: 512 } },
  { wait },
);
console.log(`created with uid ${made.uid}, applied: ${made.applied}`);

const { etag } = await users.getConfig(username);
const alias = `shop.${domain}`;
const changed = await users.updateUserConfig(
  username,
  { domains: { alias_domains: [alias] } },
  { wait, ifMatch: etag },
);
console.log(`changed ${changed.changed.join(', ')}`);

// The revision has moved on, so that the same condition fails now.
const late = await users
  .updateUserConfig(username, { limits: { max_cron_jobs: 1 } }, { ifMatch: etag })
  .catch(caught);
console.log(`a late writer is answered ${late instanceof AgentError ? late.status : 'nothing'}`);

await users.setPassword(username, 'correct horse battery staple');
await users.suspendUser(username, { wait });
const { phase, status } = await users.getUser(username);
console.log(`${status} and ${phase}`);
await users.unsuspendUser(username, { wait });

const stats = await users.getStats(username);
console.log(`${stats.processes.used} processes, ${stats.alias_domains.used} alias`);

await users.retireUser(username);
console.log('retired');

function caught(error: unknown): unknown {
  return error;
}
