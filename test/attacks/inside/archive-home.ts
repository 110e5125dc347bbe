// Archives a home as a purge does, and says what came of it. Arguments: home, uid, gid, folder for archives.
import { homes } from '../../../src/host/linux/homes.ts';

const [home = '', uid, gid, archiveDir = ''] = process.argv.slice(2);
const stop = new AbortController().signal;
const archive = await homes.archiveHome(home, { uid: Number(uid), gid: Number(gid) }, archiveDir, stop);
await homes.removeArchivedHome(home, archiveDir, stop);
console.log(JSON.stringify({ archive, memoryMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
