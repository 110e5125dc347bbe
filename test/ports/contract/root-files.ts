import assert from 'node:assert/strict';
import type { FileChange } from '../../../src/host/root-files.ts';
import type { PortCase } from './port-case.ts';

const BASE = '/var/lib/jopanel-ports';
const ROOT = { uid: 0, gid: 0 };

function put(name: string, text: string | null, mode = 0o640): FileChange {
  return { path: `${BASE}/${name}`, text, mode, ...ROOT };
}

export const ROOT_FILE_CASES: readonly PortCase[] = [
  {
    name: 'a file that is put is read as it was put, in folders that are made for it',
    async run({ files }) {
      await files.put([put('a/b/file', 'zwei é\n'), { ...put('a/owned', 'x', 0o604), uid: 33, gid: 33 }]);
      const expected = { kind: 'file', path: `${BASE}/a/b/file`, text: 'zwei é\n', mode: 0o640, ...ROOT };
      assert.deepEqual(await files.read(`${BASE}/a/b/file`), expected);
      assert.deepEqual(await files.folder(`${BASE}/a/b`), { ...ROOT, mode: 0o755 });
      const owned = await files.read(`${BASE}/a/owned`);
      assert.ok(owned.kind === 'file');
      assert.deepEqual([owned.uid, owned.gid, owned.mode], [33, 33, 0o604]);
      assert.deepEqual(await files.list(`${BASE}/a`), ['b', 'owned']);
    },
  },
  {
    name: 'a batch replaces and removes files, and a removal of what is not there does nothing',
    async run({ files }) {
      await files.put([put('batch/old', 'old'), put('batch/gone', 'x')]);
      await files.put([put('batch/old', 'new'), put('batch/gone', null), put('batch/never', null)]);
      assert.deepEqual(await files.list(`${BASE}/batch`), ['old']);
      const found = await files.read(`${BASE}/batch/old`);
      assert.equal(found.kind === 'file' ? found.text : found.kind, 'new');
    },
  },
  {
    name: 'a read answers "other" for what is no file, and "absent" for what is not there',
    async run({ files }) {
      await files.put([put('kinds/file', 'x')]);
      assert.equal((await files.read(`${BASE}/kinds`)).kind, 'other');
      assert.equal((await files.read(`${BASE}/kinds/none`)).kind, 'absent');
      assert.equal((await files.read(`${BASE}/kinds/file/below`)).kind, 'absent');
      assert.deepEqual(await files.list(`${BASE}/kinds/none`), []);
      assert.equal(await files.folder(`${BASE}/kinds/none`), undefined);
      assert.equal(await files.folder(`${BASE}/kinds/file`), undefined);
    },
  },
  {
    name: 'a folder is made with its parents, and one that is there gets owner and mode',
    async run({ files }) {
      await files.makeFolder(`${BASE}/made/here`, { ...ROOT, mode: 0o711 });
      assert.deepEqual(await files.folder(`${BASE}/made/here`), { ...ROOT, mode: 0o711 });
      assert.deepEqual(await files.folder(`${BASE}/made`), { ...ROOT, mode: 0o755 });
      await files.makeFolder(`${BASE}/made/here`, { uid: 33, gid: 33, mode: 0o750 });
      assert.deepEqual(await files.folder(`${BASE}/made/here`), { uid: 33, gid: 33, mode: 0o750 });
      await files.put([put('made/file', 'x')]);
      await assert.rejects(files.makeFolder(`${BASE}/made/file`, { ...ROOT, mode: 0o755 }));
    },
  },
  {
    name: 'only an empty folder is removed for being empty; a whole tree is removed with all that is in it',
    async run({ files }) {
      await files.put([put('trees/full/file', 'x')]);
      await files.makeFolder(`${BASE}/trees/empty`, { ...ROOT, mode: 0o755 });
      await files.removeEmptyFolders(['full', 'empty', 'none'].map((name) => `${BASE}/trees/${name}`));
      assert.deepEqual(await files.list(`${BASE}/trees`), ['full']);
      await files.removeFolder(`${BASE}/trees`);
      assert.equal(await files.folder(`${BASE}/trees`), undefined);
      await files.removeFolder(`${BASE}/trees`);
    },
  },
  {
    name: 'a user to whom search is granted may pass through those folders, and no other user may',
    async run({ files }) {
      const [open, closed] = [`${BASE}/search/open`, `${BASE}/search/closed`];
      for (const folder of [open, closed]) await files.makeFolder(folder, { ...ROOT, mode: 0o700 });
      await files.grantSearch([open], 'www-data');
      assert.deepEqual([...(await files.searchable([open, closed], 'www-data'))], [open]);
      assert.deepEqual([...(await files.searchable([open, closed], 'nobody'))], []);
    },
  },
];
