import type { AccountsDatabase, LinuxUser, NewUser, UserIds } from '../../../src/host/accounts.ts';
import type { Failures } from '../../../src/host/failures.ts';
import { usersOfUnits } from '../systemd.ts';
import type { World } from '../world.ts';

const FEWEST_AT_ONCE = 5;

/** groupadd, useradd and their kin: each rewrites its files whole and synced, so that it has happened or not. */
export function simAccounts({ machine, effects }: World): AccountsDatabase {
  const { users, groups, processes } = machine;

  const running = () =>
    new Set([...processes, ...usersOfUnits(machine).flatMap((name) => users.get(name)?.uid ?? [])]);

  function addGroup(name: string, gid: number): void {
    if (groups.has(name) || [...groups.values()].some((group) => group.gid === gid))
      throw new Error(`groupadd --gid ${gid} ${name} failed with exit code 4: GID '${gid}' already exists`);
    groups.set(name, { name, gid, members: [] });
  }

  function addUser(user: NewUser, password: string): void {
    if (users.has(user.name) || [...users.values()].some(({ uid }) => uid === user.uid))
      throw new Error(`useradd --uid ${user.uid} ${user.name} failed with exit code 4: already exists`);
    if (groups.get(user.name)?.gid !== user.gid)
      throw new Error(`useradd failed with exit code 6: group '${user.gid}' does not exist`);
    users.set(user.name, { ...user, password, expiresOnDay: undefined });
  }

  function change(name: string, to: Partial<LinuxUser>): void {
    const user = users.get(name);
    if (user === undefined) throw new Error(`usermod ${name} failed with exit code 6: no such user`);
    users.set(name, { ...user, ...to });
  }

  async function createOneByOne(wanted: readonly NewUser[], said: Map<string, string>): Promise<void> {
    for (const user of wanted) {
      try {
        if (!groups.has(user.name)) await createGroup(user.name, user.gid);
        effects.make(
          'command',
          `useradd ${user.name}`,
          () => addUser(user, '*'),
          // passwd is written before shadow.
          () => addUser(user, ''),
        );
      } catch (error) {
        effects.check();
        said.set(user.name, messageOf(error));
      }
    }
  }

  async function createAtOnce(wanted: readonly NewUser[], said: Map<string, string>): Promise<void> {
    const make = (some: readonly NewUser[]) => {
      for (const { name, gid } of wanted) if (!groups.has(name)) addGroup(name, gid);
      for (const user of some) if (!users.has(user.name)) addUser(user, '!*');
    };
    try {
      effects.make(
        'command',
        `systemd-sysusers for ${wanted.length}`,
        () => make(wanted),
        () => make([]),
      );
    } catch (error) {
      effects.check();
      for (const { name } of wanted) said.set(name, messageOf(error));
    }
    const made = wanted.filter(({ name, uid }) => users.get(name)?.uid === uid);
    for (const [name, why] of await setPasswords(new Map(made.map(({ name }) => [name, '*'])))) {
      said.set(name, why);
    }
  }

  async function createGroup(name: string, gid: number): Promise<void> {
    effects.make('command', `groupadd ${name}`, () => addGroup(name, gid));
  }

  async function setPasswords(fields: ReadonlyMap<string, string>) {
    const failures = new Map<string, string>();
    if (fields.size === 0) return failures;
    const set = (some: ReadonlyMap<string, string>) => {
      for (const name of some.keys())
        if (!users.has(name)) throw new Error(`chpasswd failed with exit code 1: no user ${name}`);
      for (const [name, password] of some) change(name, { password });
    };
    try {
      effects.make('command', `chpasswd for ${[...fields.keys()].join(' ')}`, () => set(fields));
    } catch {
      effects.check();
      for (const [name, field] of fields) {
        try {
          effects.make('command', `chpasswd for ${name}`, () => set(new Map([[name, field]])));
        } catch (error) {
          effects.check();
          failures.set(name, messageOf(error));
        }
      }
    }
    return failures;
  }

  async function endProcesses(wanted: readonly UserIds[]): Promise<Failures> {
    effects.check();
    const there = wanted.filter(({ uid }) => running().has(uid));
    if (there.length > 0) {
      effects.make('command', `end processes of ${there.map(({ name }) => name).join(' ')}`, () => {
        for (const { uid } of there) processes.delete(uid);
      });
    }
    const left = wanted.filter(({ uid }) => running().has(uid));
    return new Map(left.map(({ name }) => [name, `processes of ${name} could not be ended`]));
  }

  return {
    async snapshot() {
      effects.check();
      return {
        users: new Map(users),
        usersByUid: new Map([...users.values()].map((user) => [user.uid, user])),
        groups: new Map(groups),
        groupsByGid: new Map([...groups.values()].map((group) => [group.gid, group])),
      };
    },

    async lookUp(names) {
      effects.check();
      return new Map(
        names.flatMap((name) => {
          const user = users.get(name);
          return user === undefined ? [] : [[name, user] as const];
        }),
      );
    },

    async runningUids(uids) {
      effects.check();
      return running().intersection(new Set(uids));
    },

    // Here every end is over at once.
    beingEnded: () => new Set(),

    watchGroups() {},

    createGroup,

    async createUsers(wanted) {
      const said = new Map<string, string>();
      const free = wanted.filter(({ name, uid }) => {
        const taken = users.has(name) || [...users.values()].some((user) => user.uid === uid);
        if (taken) said.set(name, `the user ${name} or its uid ${uid} has appeared meanwhile`);
        return !taken;
      });
      await (free.length < FEWEST_AT_ONCE ? createOneByOne(free, said) : createAtOnce(free, said));
      const isThere = ({ name, uid }: NewUser) =>
        users.get(name)?.uid === uid && users.get(name)?.password === '*';
      for (const user of free) {
        if (isThere(user)) said.delete(user.name);
        else if (!said.has(user.name)) said.set(user.name, `the user ${user.name} was not made`);
      }
      return said;
    },

    async changeUser(name, { shell, comment, groups: joined, expiresOnDay }) {
      const to = {
        ...(shell === undefined ? {} : { shell }),
        ...(comment === undefined ? {} : { comment }),
        ...(expiresOnDay === undefined ? {} : { expiresOnDay: expiresOnDay ?? undefined }),
      };
      effects.make('command', `usermod ${name}`, () => {
        change(name, to);
        if (joined === undefined) return;
        for (const [group, { members, ...rest }] of groups) {
          const others = members.filter((member) => member !== name);
          groups.set(group, { ...rest, members: joined.includes(group) ? [...others, name] : others });
        }
      });
    },

    setPasswords,

    async endProcesses(wanted) {
      return { failures: await endProcesses(wanted), stillEnding: new Set() };
    },

    endProcessesWhole: endProcesses,

    async deleteUser(name) {
      const removeUser = () => {
        const uid = users.get(name)?.uid;
        if (uid === undefined) throw new Error(`userdel ${name} failed with exit code 6: no such user`);
        if (running().has(uid)) throw new Error(`userdel: user ${name} is currently used by process 1`);
        users.delete(name);
      };
      effects.make(
        'command',
        `userdel ${name}`,
        () => {
          removeUser();
          if (groups.get(name)?.members.length === 0) groups.delete(name);
        },
        removeUser,
      );
    },

    async deleteGroup(name) {
      effects.make('command', `groupdel ${name}`, () => {
        if (!groups.delete(name)) throw new Error(`groupdel ${name} failed with exit code 6`);
      });
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
