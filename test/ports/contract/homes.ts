import assert from 'node:assert/strict';
import type { Host } from '../../../src/host/host.ts';
import type { PortCase } from './port-case.ts';

const NEVER = new AbortController().signal;
const LOG_DIR = '/var/log/jopanel-ports/sites/joko';
const ARCHIVES = '/var/lib/jopanel-ports/archive';

function home(name: string, id: number) {
  const owner = { uid: id, gid: id };
  return { path: `/home/${name}`, ownership: { ...owner, mode: 0o750 }, owner };
}

async function look({ homes }: Host, path: string, ...folders: string[]) {
  const [state] = await homes.observe([{ path, folders, logDir: LOG_DIR, searchUser: 'www-data' }]);
  assert.ok(state !== undefined);
  return state;
}

export const HOME_CASES: readonly PortCase[] = [
  {
    name: 'a home is made for its user and filled from the skeleton',
    async run(host) {
      const wanted = home('porthome', 31_101);
      assert.equal((await look(host, wanted.path)).home.state, 'absent');
      assert.deepEqual([...(await host.homes.makeHomes([wanted]))], []);
      const { home: made, searchable, removing } = await look(host, wanted.path);
      assert.deepEqual(made, { state: 'folder', ...wanted.ownership, unfinished: false });
      assert.deepEqual([searchable, removing], [false, false]);
      const profile = await host.files.read(`${wanted.path}/.profile`);
      assert.deepEqual([profile.kind, profile.kind === 'file' && profile.uid], ['file', 31_101]);
      assert.deepEqual((await host.homes.owners(['/home'])).get(wanted.path), wanted.owner);
    },
  },
  {
    name: 'a home where something lies already fails alone, and what lies there stays',
    async run(host) {
      const [there, free] = [home('portthere', 31_102), home('portplace', 31_103)];
      await host.files.put([{ path: `${there.path}/letter`, text: 'mine', uid: 0, gid: 0, mode: 0o600 }]);
      const failures = await host.homes.makeHomes([there, free]);
      assert.deepEqual([...failures.keys()], [there.path]);
      assert.equal((await host.files.read(`${there.path}/letter`)).kind, 'file');
      assert.equal((await look(host, free.path)).home.state, 'folder');
    },
  },
  {
    name: 'a home that is made twice is made once',
    async run(host) {
      const wanted = home('porttwice', 31_108);
      await host.homes.makeHomes([wanted]);
      await host.files.put([{ path: `${wanted.path}/letter`, text: 'mine', uid: 0, gid: 0, mode: 0o600 }]);
      assert.deepEqual([...(await host.homes.makeHomes([wanted]))], []);
      assert.equal((await host.files.read(`${wanted.path}/letter`)).kind, 'file');
    },
  },
  {
    name: 'owner and mode of a home can be changed, and the web server be let through',
    async run(host) {
      const { path, ownership } = home('portown', 31_104);
      await host.homes.makeHomes([home('portown', 31_104)]);
      await host.homes.setHomeOwnership(path, { uid: 0, gid: 31_104, mode: 0o755 });
      const { home: changed } = await look(host, path);
      assert.deepEqual(changed, { state: 'folder', uid: 0, gid: 31_104, mode: 0o755, unfinished: false });
      await host.homes.setHomeOwnership(path, ownership);
      assert.deepEqual([...(await host.homes.grantSearch([path], 'www-data'))], []);
      assert.equal((await look(host, path)).searchable, true);
      await assert.rejects(async () => host.homes.setHomeOwnership('/home/portnone', ownership));
    },
  },
  {
    name: 'folders in a home are made with their parents; a file in the way stays, and the others are made',
    async run(host) {
      const { path, owner } = home('portfolders', 31_105);
      await host.homes.makeHomes([home('portfolders', 31_105)]);
      await host.files.put([{ path: `${path}/blocked`, text: 'x', ...owner, mode: 0o644 }]);
      const failures = await host.homes.makeFolders([
        {
          home: path,
          owner,
          folders: [
            { path: 'blocked/logs', mode: 0o755 },
            { path: 'sites/example.com', mode: 0o750 },
            { path: 'tmp', mode: 0o700 },
          ],
        },
      ]);
      assert.deepEqual([...failures], []);
      const wanted = ['blocked/logs', 'blocked', 'sites', 'sites/example.com', 'tmp', 'none/deep'];
      const { folders } = await look(host, path, ...wanted);
      const state = (name: string) => folders.get(name);
      const folder = (mode: number) => ({ state: 'folder', ...owner, mode, unfinished: false });
      assert.equal(state('blocked')?.state, 'obstructed');
      assert.equal(state('blocked/logs')?.state, 'obstructed');
      assert.deepEqual(state('sites'), folder(0o755));
      assert.deepEqual(state('sites/example.com'), folder(0o750));
      assert.deepEqual(state('tmp'), folder(0o700));
      assert.equal(state('none/deep')?.state, 'absent');
    },
  },
  {
    name: 'folders that hold a file of some name are found, and what is not there is passed over',
    async run(host) {
      const { path, owner } = home('portholds', 31_112);
      await host.homes.makeHomes([home('portholds', 31_112)]);
      for (const name of ['a/file', 'b/other', 'c/file/inner'])
        await host.files.put([{ path: `${path}/${name}`, text: 'x', ...owner, mode: 0o644 }]);
      const folders = ['a', 'b', 'c', 'none'].map((folder) => ({ home: path, path: folder }));
      assert.deepEqual([...(await host.homes.holding(folders, 'file'))], [`${path}/a`]);
    },
  },
  {
    name: 'a folder that root made and did not hand over is unfinished while it is empty',
    async run(host) {
      const { path } = home('porthalf', 31_106);
      await host.homes.makeHomes([home('porthalf', 31_106)]);
      await host.files.makeFolder(`${path}/fresh`, { uid: 0, gid: 0, mode: 0o700 });
      await host.files.put([{ path: `${path}/used/file`, text: 'x', uid: 0, gid: 0, mode: 0o644 }]);
      const { folders } = await look(host, path, 'fresh', 'used');
      const unfinished = ['fresh', 'used'].map((name) => {
        const found = folders.get(name);
        return found?.state === 'folder' && found.unfinished;
      });
      assert.deepEqual(unfinished, [true, false]);
    },
  },
  {
    name: 'logs are shown by a link or by a folder, in place of each other, and what else has their name stays',
    async run(host) {
      const { path, owner } = home('portlogs', 31_109);
      await host.homes.makeHomes([home('portlogs', 31_109)]);
      const logs = async () => (await look(host, path)).logs;
      assert.equal(await logs(), 'absent');
      for (const as of ['link', 'folder', 'folder', 'link'] as const) {
        const shown = { home: path, logDir: LOG_DIR, gid: owner.gid, as };
        assert.deepEqual([...(await host.homes.showLogs([shown]))], []);
        assert.equal(await logs(), as);
      }
      const [taken, free] = [home('porttaken', 31_110), home('portfree', 31_111)];
      await host.homes.makeHomes([taken, free]);
      await host.files.put([{ path: `${taken.path}/logs/mine`, text: 'mine', ...owner, mode: 0o600 }]);
      const both = [taken, free].map((each) => ({
        home: each.path,
        logDir: LOG_DIR,
        gid: 0,
        as: 'link' as const,
      }));
      assert.deepEqual([...(await host.homes.showLogs(both))], []);
      assert.equal((await look(host, taken.path)).logs, 'other');
      assert.equal((await host.files.read(`${taken.path}/logs/mine`)).kind, 'file');
      assert.equal((await look(host, free.path)).logs, 'link');
    },
  },
  {
    name: 'a home is archived and waits for its removal; then nothing of it is left but the archive',
    async run(host) {
      const { path } = home('portpast', 31_107);
      await host.homes.makeHomes([home('portpast', 31_107)]);
      await host.files.makeFolder('/var/lib/jopanel-ports', { uid: 0, gid: 0, mode: 0o755 });
      const archive = await host.homes.archiveHome(path, { uid: 31_107, gid: 31_107 }, ARCHIVES, NEVER);
      assert.ok(archive.startsWith(`${ARCHIVES}/portpast-`));
      const waiting = await look(host, path);
      assert.deepEqual([waiting.home.state, waiting.removing], ['absent', true]);
      await host.homes.removeArchivedHome(path, ARCHIVES, NEVER);
      assert.equal((await look(host, path)).removing, false);
      await host.homes.removeArchivedHome(path, ARCHIVES, NEVER);
      assert.deepEqual(await host.files.list(ARCHIVES), [archive.slice(ARCHIVES.length + 1)]);
      await assert.rejects(host.homes.archiveHome(path, { uid: 31_107, gid: 31_107 }, ARCHIVES, NEVER));
    },
  },
];
