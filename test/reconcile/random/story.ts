// Lets a list of happenings come true on a simulated host, and looks whether all is well in the end.

import type { Overrides } from '../../sandbox/account-set.ts';
import { create, lookUp, syncAll } from '../../sim/disk.ts';
import type { Effect, Fault } from '../../sim/effects.ts';
import { boot, converge, type Engine } from '../../sim/engine.ts';
import { freshMachine } from '../../sim/fresh-machine.ts';
import { preciousText } from '../../sim/invariants.ts';
import { cloneMachine, type Machine, restart, startService } from '../../sim/machine.ts';
import { dropSet, putSet } from '../../sim/sets.ts';
import { USERS } from '../../sim/users-folder.ts';
import { journalFindings, soundness } from '../sweep/outcome.ts';
import { type Happening, type Leaves, NAMES, type Name, type Wants } from './happening.ts';
import { tamper } from './tamper.ts';

const SETTINGS = { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } };

const MEDDLES: ReadonlySet<Happening['what']> = new Set(['a hand', 'crash', 'failure']);

class Story {
  readonly machine: Machine = freshMachine();
  readonly content = new Map<string, string>();
  readonly #journalPath: string;
  #engine: Engine | undefined;
  /** What is to befall the effect of this number, counted from now. */
  #trouble: { left: number; fate: Fault; leaves: Leaves } | undefined;
  #leaves: Leaves = 'killed';
  /** Something else than sets, services and the daemon may have changed the host. */
  #isMeddledWith = false;

  constructor(journalPath: string) {
    this.#journalPath = journalPath;
  }

  async start(): Promise<void> {
    const decide = ({ kind }: Effect): Fault | undefined => {
      if (this.#trouble === undefined) return undefined;
      this.#trouble.left -= 1;
      if (this.#trouble.left >= 0) return undefined;
      // A command may lie; of the kernel we believe that it has done what it says.
      if (this.#trouble.fate.kind === 'lie' && kind !== 'command' && kind !== 'reload') return undefined;
      const { fate, leaves } = this.#trouble;
      this.#leaves = leaves;
      this.#trouble = undefined;
      return fate;
    };
    this.#engine = undefined;
    this.#engine = await boot(this.machine, { journalPath: this.#journalPath, decide, settings: SETTINGS });
    await converge(this.#engine, 1);
  }

  /** The daemon may be killed in the middle of anything, and is started again then. */
  async #attempt(act: (engine: Engine) => Promise<unknown>): Promise<void> {
    try {
      if (this.#engine !== undefined) await act(this.#engine);
    } catch {
      // A pass that failed as a whole; or nothing but the crash.
    }
    for (let tries = 0; this.#engine?.effects.isAlive !== true && tries < 5; tries += 1) {
      restart(this.machine, this.#leaves);
      await this.start().catch(() => undefined);
    }
    this.#fillHomes();
  }

  async happen(happening: Happening): Promise<void> {
    const { machine } = this;
    machine.now += 1_000;
    this.#isMeddledWith ||= MEDDLES.has(happening.what);
    switch (happening.what) {
      case 'set':
        putSet(machine, happening.who, overridesOf(happening.who, happening.wants));
        break;
      case 'set is gone':
        if (lookUp(machine.disk, `${USERS}/${happening.who}`)) dropSet(machine, happening.who);
        break;
      case 'a hand':
        tamper(machine, happening.who, happening.does);
        break;
      case 'service stops':
      case 'service starts':
        this.#setRunning(happening.service, happening.what === 'service starts');
        break;
      case 'pass':
        await this.#attempt(async (engine) => {
          await engine.pass(engine.everyone(), happening.trigger);
          await engine.review();
          await engine.acceptedSets.save();
        });
        break;
      case 'restart':
        this.#engine?.close();
        await this.#attempt(() => this.start());
        break;
      case 'time':
        machine.now += happening.seconds * 1_000;
        break;
      case 'wall clock is set':
        machine.wallOffset += happening.hours * 3_600_000;
        break;
      case 'crash':
        this.#trouble = { left: happening.afterEffects, fate: happening.fate, leaves: happening.leaves };
        break;
      case 'failure':
        this.#trouble = { left: happening.afterEffects, fate: happening.fate, leaves: 'killed' };
        break;
    }
  }

  /** No other hand changes the host any more and everything runs: after a while all is as the sets ask. @returns what is not */
  async end(): Promise<string[]> {
    this.#trouble = undefined;
    for (const name of this.machine.services.keys()) this.#setRunning(name, true);
    this.machine.now += 3_600_000;
    this.#engine?.close();
    await this.start();
    const engine = this.#engine;
    if (engine === undefined) return ['the daemon does not start'];
    for (let round = 0; round < 3; round += 1) {
      await converge(engine);
      this.machine.now += 60_000;
    }
    const start = { machine: cloneMachine(this.machine), journalPath: '', content: this.content };
    const problems = [
      ...(await soundness({ mayRemove: [] }, start, engine)),
      ...(await this.#wrongPhases(engine)),
      ...(await this.#restlessness(engine)),
      ...this.#falseBlame(engine),
    ];
    engine.close();
    return [...problems, ...journalFindings(this.#journalPath)];
  }

  async #wrongPhases(engine: Engine): Promise<string[]> {
    const problems: string[] = [];
    const { plans } = await engine.plan();
    const open = new Set<string>(plans.map(({ target }) => target.account.username));
    for (const { username, phase, lastError } of engine.journal.accounts()) {
      const said = `${username} is ${phase}: ${lastError}`;
      const isCalm = phase === 'applied' || phase === 'retired';
      if (!isCalm && !lastError) problems.push(`${said}, and does not say why`);
      if (phase === 'applied' && open.has(username)) problems.push(`${said}, and it is not`);
      if (!['applied', 'retired', 'invalid', 'quarantined', 'held'].includes(phase)) problems.push(said);
      // Also one whose new name is still in the last good file of another who is quarantined.
      const isExplained = /refuse-me|conflicting server name/.test(lastError ?? '');
      if (phase === 'quarantined' && !isExplained) problems.push(said);
    }
    return problems;
  }

  /** Rule 10. What is refused once more, as that of a quarantined account at each start, is counted and no more. */
  async #restlessness(before: Engine): Promise<string[]> {
    const engine = await before.restart();
    const { seq } = engine.journal.head();
    await converge(engine);
    const done = engine.effects.seen.filter(({ kind }) => kind !== 'commit');
    const grown = engine.journal.events({ after: seq, limit: 100 }).map(({ kind }) => kind);
    return [
      ...done.map(({ name }) => `a run with nothing to do did: ${name}`),
      ...grown.map((kind) => `a run with nothing to do made the journal grow by ${kind}`),
    ];
  }

  /** Where no other hand was at work, no drift may be reported. */
  #falseBlame(engine: Engine): string[] {
    if (this.#isMeddledWith) return [];
    const found = engine.journal.events({ kind: 'drift.found' });
    return found.map(
      ({ account, data }) =>
        `${account} is said to have been changed by another hand: ${JSON.stringify(data)}`,
    );
  }

  #setRunning(name: string, isRunning: boolean): void {
    const service = this.machine.services.get(name);
    if (service === undefined || service.isRunning === isRunning) return;
    if (isRunning) startService(this.machine, name);
    else service.isRunning = false;
  }

  #fillHomes(): void {
    const { disk, users } = this.machine;
    for (const name of NAMES) {
      const home = `/home/${name}`;
      const user = users.get(name);
      if (user === undefined || lookUp(disk, home) === undefined || this.content.has(home)) continue;
      const as = { uid: user.uid, gid: user.gid, mode: 0o600 };
      create(disk, `${home}/precious`, 'file', preciousText(home), as);
      syncAll(disk);
      this.content.set(home, 'precious');
    }
  }
}

export async function play(happenings: readonly Happening[], journalPath: string): Promise<string[]> {
  const story = new Story(journalPath);
  await story.start();
  for (const happening of happenings) await story.happen(happening);
  return story.end();
}

function overridesOf(who: Name, wants: Wants): Overrides {
  const home = `/home/${who}`;
  const isOff = wants.php === 'off';
  const version = wants.php === 'off' ? '8.2' : wants.php;
  const app = {
    name: 'shop',
    root: `${home}/app`,
    start_command: 'node shop.js',
    port: 3100 + NAMES.indexOf(who),
    env: {},
    status: 'running',
  };
  return {
    account: { status: wants.status, ...(wants.isSound ? {} : { uid: 0 }) },
    domains: { alias_domains: wants.extra === 'none' ? [] : [wants.extra] },
    services: {
      php: { enabled: !isOff, version, fpm_pool: `jopanel-${who}`, open_basedir: [home, '/tmp'] },
      nodejs: { enabled: true, apps: wants.app ? [app] : [] },
      cron: { enabled: wants.cron },
    },
    ssh: {
      enabled: wants.ssh !== 'off',
      ...(wants.ssh === 'sftp_chroot' ? {} : { mode: 'sftp', chroot_dir: null }),
    },
  };
}
