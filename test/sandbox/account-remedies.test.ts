// What stands in the way of accounts on a host, each of one account: what the status names is done, word for word, and the
// account is in force.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { dropSet, formatJson, setFiles } from '../../sandbox/account-sets.ts';
import { bootSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { shown } from '../remedies/shown.ts';
import { accountSet, type Overrides, PHP } from './account-set.ts';

interface Obstacle {
  readonly name: string;
  /** For a shell, with the account's uid as $UID_ and its name as $NAME. */
  readonly make: string;
  readonly set?: (username: string) => Overrides;
  readonly remedy: (said: string) => string;
  /** What a person types who reads the remedy. */
  readonly act: (remedy: string, said: string) => string;
}

const command = (remedy: string) => remedy.replace(/^.*?run: /, '');
const moveAway = (_: string, said: string) => {
  const [path] = /\/\S+(?= (?:is|was) )/.exec(said) ?? [];
  return `mv ${path} /root/$NAME.away`;
};
const setValue =
  (...assignments: string[]) =>
  () =>
    `jopanel user set $NAME ${assignments.join(' ')}`;
/** The value that is to be written, into the key that the complaint is about. */
const write =
  (...keys: string[]) =>
  (remedy: string) => {
    const [, value] = /write (\S+) in/.exec(remedy) ?? [];
    return `jopanel user set $NAME ${keys.map((key) => `account.${key}=${value}`).join(' ')}`;
  };
const likeTheSet = '--no-create-home --home-dir /home/$NAME --shell /bin/bash';
const app = (change: object) => (username: string) => ({
  services: {
    nodejs: {
      enabled: true,
      apps: [
        {
          name: 'app',
          root: `/home/${username}/app`,
          start_command: 'sleep infinity',
          port: 3911,
          env: {},
          status: 'running',
          ...change,
        },
      ],
    },
  },
});

const OBSTACLES: readonly Obstacle[] = [
  {
    name: 'oauid',
    make: 'useradd --no-create-home --no-user-group --gid nogroup --uid $UID_ otheruid',
    remedy: (said) => shown('give … another uid in account.json', said),
    act: setValue('account.uid=31001'),
  },
  {
    name: 'obgid',
    make: 'groupadd --gid $UID_ othergid',
    remedy: (said) => shown('give … another gid in account.json', said),
    act: setValue('account.gid=31002'),
  },
  {
    name: 'ocuser',
    make: `groupadd --gid $UID_ $NAME; useradd ${likeTheSet} --gid $UID_ --uid 31003 $NAME`,
    remedy: (said) =>
      shown(
        'write … in account.json, which uid_min and uid_max in the settings must include, or choose another username',
        said,
      ),
    act: write('uid'),
  },
  {
    name: 'odgroup',
    make: 'groupadd --gid 31004 $NAME',
    remedy: (said) =>
      shown(
        'write … in account.json, which uid_min and uid_max in the settings must include, or choose another username',
        said,
      ),
    act: write('gid'),
  },
  {
    name: 'ofmember',
    make: 'groupadd --gid $UID_ $NAME; gpasswd --add www-data $NAME',
    remedy: (said) => shown('take them out or choose another username', said),
    act: () => 'gpasswd --delete www-data $NAME',
  },
  {
    name: 'ogprimary',
    make: `useradd ${likeTheSet} --gid users --uid $UID_ $NAME`,
    remedy: (said) => shown('run: …usermod -g … …', said),
    act: command,
  },
  {
    name: 'ohothers',
    make: `groupadd --gid $UID_ $NAME; useradd ${likeTheSet} --gid $UID_ --uid $UID_ --groups adm $NAME`,
    remedy: (said) => shown('run: …; or name them in allowed_groups', said),
    act: (remedy) => command(remedy).replace(/; or name.*/, ''),
  },
  {
    name: 'oihome',
    make: `groupadd --gid $UID_ $NAME; useradd --no-create-home --home-dir /srv/www --shell /bin/bash --gid $UID_ --uid $UID_ $NAME`,
    remedy: (said) => shown('if its files can lie there, run: usermod --home … ……', said),
    act: (remedy) => command(remedy).replace(/, or choose.*/, ''),
  },
  {
    name: 'ojshell',
    make: `groupadd --gid $UID_ $NAME; useradd --no-create-home --home-dir /home/$NAME --shell /bin/sh --gid $UID_ --uid $UID_ $NAME`,
    remedy: (said) => shown('it is adopted once account.json says the same', said),
    act: setValue('account.shell=/bin/sh'),
  },
  {
    name: 'okvhost',
    make: 'mkdir -p /etc/nginx/jopanel; echo "# mine" >/etc/nginx/jopanel/$NAME.conf',
    remedy: (said) => shown('move it away', said),
    act: moveAway,
  },
  {
    name: 'olfile',
    make: 'touch /home/$NAME',
    remedy: (said) => shown('move it away', said),
    act: () => 'mv /home/$NAME /root/$NAME.away',
  },
  {
    name: 'omcopied',
    make: 'mkdir /home/$NAME; chown 31005:31005 /home/$NAME',
    remedy: (said) => shown('chown --recursive --no-dereference --from=… …:… …; else move it away', said),
    act: (remedy) => remedy.replace(/; else move.*/, ''),
  },
  {
    name: 'onroot',
    make: 'true',
    set: app({}),
    remedy: (said) => shown('make it, or change root', said),
    act: () => 'install -d -o $NAME -g $NAME /home/$NAME/app',
  },
  {
    name: 'ooprogram',
    make: 'true',
    set: (username) =>
      app({ root: `/home/${username}/tmp`, port: 3912, start_command: 'nosuchprogram' })(username),
    remedy: (said) => shown('install it (apt install nodejs), or change start_command', said),
    act: setValue("services.nodejs.apps.app.start_command='sleep infinity'"),
  },
  {
    name: 'opdeny',
    make: 'echo $NAME >>/etc/cron.deny',
    remedy: (said) => shown('take it out', said),
    act: () => 'sed -i /^$NAME$/d /etc/cron.deny',
  },
  {
    name: 'oqphp',
    make: 'true',
    set: (username) => ({
      services: {
        php: {
          enabled: true,
          version: '5.6',
          fpm_pool: `jopanel-${username}`,
          open_basedir: [`/home/${username}`, '/tmp'],
        },
      },
    }),
    remedy: (said) => shown('set services.php.version to …, or install php…-fpm', said),
    act: setValue(`services.php.version=${PHP}`),
  },
  {
    name: 'orlogs',
    make: 'mkdir /home/$NAME /home/$NAME/logs; chown -R $UID_:$UID_ /home/$NAME',
    remedy: (said) => shown('move it away to see the logs of … there', said),
    act: () => 'mv /home/$NAME/logs /home/$NAME/old-logs',
  },
  {
    name: 'osdenied',
    make: 'echo "DenyUsers $NAME" >/etc/ssh/sshd_config.d/10-own.conf',
    remedy: (said) => shown('…, or take the line out, and reload ssh', said),
    act: () => 'rm /etc/ssh/sshd_config.d/10-own.conf; systemctl reload ssh',
  },
  {
    name: 'otfolder',
    make: 'mkdir -p /home/$NAME; touch /home/$NAME/tmp; chown -R $UID_:$UID_ /home/$NAME',
    remedy: (said) => shown('put a folder in its place', said),
    act: () => 'rm /home/$NAME/tmp; install -d -o $NAME -g $NAME /home/$NAME/tmp',
  },
  {
    name: 'oulink',
    make: 'mkdir -p /home/$NAME /srv/elsewhere; ln -s /srv/elsewhere /home/$NAME/tmp; chown -h -R $UID_:$UID_ /home/$NAME',
    remedy: (said) => shown('put a folder in its place', said),
    act: () => 'rm /home/$NAME/tmp; install -d -o $NAME -g $NAME /home/$NAME/tmp',
  },
  {
    name: 'ovclaim',
    make: 'true',
    set: () => ({ domains: { alias_domains: ['oauid.example'] } }),
    remedy: (said) => shown('remove its entry here, or first from …', said),
    act: setValue('domains.alias_domains-=oauid.example'),
  },
  {
    name: 'owprimary',
    make: 'true',
    set: () => ({ account: { primary_domain: 'obgid.example' }, domains: { primary: 'obgid.example' } }),
    remedy: (said) => shown('use another one here and in account.json, or remove it first from …', said),
    act: setValue('account.primary_domain=ow.example', 'domains.primary=ow.example'),
  },
];

const Answer = z.object({
  account: z.object({
    phase: z.string(),
    problems: z.array(z.object({ message: z.string(), remedy: z.string() })),
    resources: z.array(z.object({ message: z.string(), of_host: z.literal(true).optional() })),
  }),
});

let host: Sandbox;
const PATH = '/usr/lib/jopanel/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

async function shell(name: string, script: string): Promise<void> {
  const uid = String(accountSet(name).account.uid);
  const { exitCode, stdout, stderr } = await host.run(['bash', '-c', script], {
    allowFailure: true,
    env: { PATH, NAME: name, UID_: uid, SYSTEMD_PAGER: 'cat' },
  });
  if (exitCode !== 0) throw new Error(`${script}\n${stdout}${stderr}`);
}

/** All that the status says of an account, and none of what the doctor says of the host. */
async function statusOf(name: string): Promise<{ readonly phase: string; readonly said: string }> {
  const { stdout } = await host.run(['/usr/lib/jopanel/bin/jopanel', '--json', 'status', name], {
    allowFailure: true,
  });
  const answer = Answer.safeParse(JSON.parse(stdout));
  if (!answer.success) return { phase: '', said: stdout };
  const { phase, problems, resources } = answer.data.account;
  const said = [
    ...problems.map(({ message, remedy }) => `${message}; ${remedy}`),
    ...resources.filter(({ of_host }) => of_host !== true).map(({ message }) => message),
  ].join('\n');
  return { phase, said };
}

beforeAll(async () => {
  host = await bootSandbox();
  for (const { name, make } of OBSTACLES) await shell(name, make);
  for (const { name, set } of OBSTACLES) {
    const files = accountSet(name, set?.(name));
    await dropSet(
      host,
      name,
      Object.fromEntries(setFiles.map((file) => [`${file}.json`, formatJson(files[file])])),
    );
  }
  await host.run(['systemctl', 'start', 'jopaneld', 'jopanel-php']);
}, 120_000);
afterAll(() => host?.destroy());

test.each(OBSTACLES)('$name', async ({ name, remedy, act }) => {
  let words = '';
  let before = '';
  await host.waitFor(
    `the remedy of ${name}`,
    async () => {
      before = (await statusOf(name)).said;
      words = remedy(before);
      return true;
    },
    40_000,
  );
  await shell(name, act(words, before));
  await host.run(['/usr/lib/jopanel/bin/jopanel', 'apply', name], { allowFailure: true });
  await host.waitFor(
    `${name} to be in force`,
    async () => {
      const { phase, said } = await statusOf(name);
      if (phase === 'applied' && !said.includes(words)) return true;
      throw new Error(`${phase}: ${said}`);
    },
    40_000,
  );
  expect((await statusOf(name)).said).not.toContain(words);
});
