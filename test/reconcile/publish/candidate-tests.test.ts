// A candidate is tested beside other work, each once, and only what its service has accepted goes live.

import { afterAll, expect, test } from 'vitest';
import { allControllers } from '../../../controllers/all-controllers.ts';
import { sshd } from '../../../services/sshd/service.ts';
import type { FileChange } from '../../../src/host/root-files.ts';
import type { Services, TestResult } from '../../../src/host/services.ts';
import { planWave } from '../../../src/reconcile/plan/plan-wave.ts';
import { CandidateTests } from '../../../src/reconcile/publish/candidate-tests.ts';
import { filesToChange } from '../../../src/reconcile/publish/files-to-change.ts';
import { LiveFiles } from '../../../src/reconcile/publish/live-files.ts';
import { contextOn } from '../../context.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';
import { bootWith } from '../../sim/boot-with.ts';
import { converge, type Engine, journalFolder } from '../../sim/engine.ts';
import { putFile } from '../../sim/fresh-machine.ts';
import { withPort } from '../../sim/with-port.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('sshd is asked before nginx reloads, and each of them once', async () => {
  const asked: string[] = [];
  const sshdAsked = Promise.withResolvers<void>();
  const engine = await bootServices(['ann'], ({ test: ask, reload }) => ({
    async test(service, changes) {
      asked.push(service.name);
      if (service.name === 'sshd') sshdAsked.resolve();
      return ask(service, changes);
    },
    // On the simulated host a reload is over at once: this one takes as long as the question.
    async reload(service) {
      if (service.name === 'nginx') await sshdAsked.promise;
      return reload(service);
    },
  }));
  await converge(engine);
  expect(engine.journal.account('ann')?.phase).toBe('applied');
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked).toEqual(expect.arrayContaining(['nginx', 'sshd']));
});

test('the result of a test counts for the tested files, and not for fewer of them', async () => {
  const asked: (readonly FileChange[])[] = [];
  const { host } = await bootServices([], ({ test: ask }) => ({
    async test(service, changes) {
      asked.push(changes);
      return ask(service, changes);
    },
  }));
  const context = await contextOn(host);
  const targets = ['ann', 'bob'].map(
    (name) => ({ account: sampleAccount(name), lifecycle: 'active' }) as const,
  );
  const plans = await planWave(host, allControllers, targets, context);
  const [ann, bob] = ['ann', 'bob'].map((username) => plans.get(username)?.byResource.get('sshd-match'));
  const both = [ann, bob].flatMap((plan) => plan?.publications ?? []);
  const one = ann?.publications ?? [];
  expect([both.length, one.length]).toEqual([2, 1]);

  const stop = new AbortController().signal;
  const live = new LiveFiles();
  await live.readIfUnknown(sshd, host);
  await using candidates = new CandidateTests({ host, liveFiles: live }, { context, stop });
  candidates.testAhead(sshd, both);
  const filesOfBoth = await filesToChange(sshd, both, host, context);
  expect(await candidates.test(sshd, filesOfBoth, both)).toEqual({ ok: true });
  expect(asked).toEqual([filesOfBoth]);
  const filesOfOne = await filesToChange(sshd, one, host, context);
  expect(await candidates.test(sshd, filesOfOne, one)).toEqual({ ok: true });
  expect(asked).toEqual([filesOfBoth, filesOfOne]);
});

test('what was refused too early is asked about again', async () => {
  let asked = 0;
  const engine = await bootServices(['ann'], ({ test: ask }) => ({
    async test(service, changes): Promise<TestResult> {
      if (service.name === 'sshd' && asked++ === 0) return { ok: false, output: 'not yet' };
      return ask(service, changes);
    },
  }));
  await converge(engine);
  expect(asked).toBe(2);
  expect(engine.journal.account('ann')?.phase).toBe('applied');
  expect(kinds(engine)).not.toContain('service.tested');
});

test('a checker that could not be asked in advance is asked again', async () => {
  let asked = 0;
  const engine = await bootServices(['ann'], ({ test: ask }) => ({
    async test(service, changes) {
      if (service.name === 'sshd' && asked++ === 0) throw new Error('no memory for a mount namespace');
      return ask(service, changes);
    },
  }));
  await converge(engine);
  expect(asked).toBe(2);
  expect(engine.journal.account('ann')?.phase).toBe('applied');
});

test('a file that another program wrote in the meantime is tested with the rest before anything is loaded', async () => {
  let write = () => {};
  const engine = await bootServices(['ann'], ({ reload }) => ({
    async reload(service) {
      await reload(service);
      if (service.name === 'nginx') write();
    },
  }));
  write = () => putFile(engine.machine, '/etc/ssh/sshd_config.d/20-operator.conf', 'refuse-me');
  await engine.pass(['ann'], 'start');
  expect(engine.machine.services.get('sshd')).toMatchObject({ isRunning: true, reloads: 0 });
  expect(engine.journal.account('ann')?.lastError).toContain('even without the changes of any account');
});

test('nothing is tested any more once the daemon is to stop', async () => {
  const stop = new AbortController();
  let asked = 0;
  const engine = await bootWith(
    ['ann'],
    folder,
    {},
    {
      replace: (deps) => {
        const host = withPort(deps.host, 'accounts', ({ createUsers }) => ({
          createUsers(users) {
            stop.abort();
            return createUsers(users);
          },
        }));
        return {
          host: withPort(host, 'services', ({ test: ask }) => ({
            test(service, changes) {
              asked += 1;
              return ask(service, changes);
            },
          })),
        };
      },
    },
  );
  await engine.converger.pass(['ann'], { trigger: 'edit', stop: stop.signal });
  expect(engine.machine.users.has('ann')).toBe(true);
  expect(asked).toBe(0);
});

test('a checker that does not end, and whose result is not needed in the end, holds up no wave', async () => {
  const daemonStop = new AbortController();
  const engine = await bootServices(['ann'], ({ test: ask, reload }) => ({
    test: (service, changes, stop) =>
      service.name === 'sshd'
        ? new Promise((end) => {
            stop?.addEventListener('abort', () => end({ ok: false, output: 'was ended' }));
          })
        : ask(service, changes),
    async reload(service) {
      await reload(service);
      daemonStop.abort();
    },
  }));
  await engine.converger.pass(['ann'], { trigger: 'start', stop: daemonStop.signal });
  expect(engine.machine.services.get('nginx')?.reloads).toBe(1);
});

function bootServices(
  usernames: readonly string[],
  replace: (real: Services) => Partial<Services>,
): Promise<Engine> {
  return bootWith(
    usernames,
    folder,
    {},
    {
      replace: ({ host }) => ({ host: withPort(host, 'services', replace) }),
    },
  );
}

function kinds({ journal }: Engine): string[] {
  return journal.events().map(({ kind }) => kind);
}
