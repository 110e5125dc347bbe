// npm run bench:status: does looking on slow the work down? A case by itself, as it needs no thousand accounts.
import { convergeOnce, hostWith } from './bench-host.ts';
import { statusLoad } from './cases/status-load.ts';
import { tableOf } from './report.ts';

const ACCOUNTS = Number(process.argv[2] ?? 500);

await using host = await hostWith(ACCOUNTS);
await convergeOnce(host);
await host.run(['systemctl', 'start', 'jopaneld']);
process.stdout.write(tableOf([await statusLoad(host, ACCOUNTS)]));
