// Every value type against its table of good and hostile values in fixtures/hostile/values.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FORMATS } from '../../src/model/json-schema/formats.ts';
import { AppPort } from '../../src/model/values/app-port.ts';
import { splitCommandLine } from '../../src/model/values/command-line.ts';
import { PosixId } from '../../src/model/values/posix-id.ts';

const FOLDER = new URL('../../fixtures/hostile/values/', import.meta.url);

const Good = z.union([
  z.string(),
  z.strictObject({ value: z.string(), is: z.string().optional(), words: z.array(z.string()).optional() }),
]);
const Table = z.strictObject({
  good: z.array(Good).min(1),
  bad: z.array(z.strictObject({ value: z.string(), says: z.string() })).min(1),
});

const tables = readdirSync(FOLDER).map((name) => name.replace(/\.json$/, ''));

test('there is a table for every format and a format for every table', () => {
  expect(tables.map((name) => `jopanel-${name}`).sort()).toEqual(Object.keys(FORMATS).sort());
});

describe.each(tables)('%s', (name) => {
  const table = Table.parse(JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')));
  const parse = FORMATS[`jopanel-${name}`];
  if (parse === undefined) throw new Error(`no format ${name}`);

  test.each(table.good.map((good) => (typeof good === 'string' ? { value: good } : good)))(
    'accepts $value',
    ({ value, is, words }) => {
      const parsed = parse(value);
      expect(parsed.ok && String(parsed.value)).toBe(is ?? value);
      if (words !== undefined) expect(splitCommandLine(value)).toEqual({ ok: true, value: words });
    },
  );

  test.each(table.good.map((good) => (typeof good === 'string' ? good : good.value)))(
    'leaves its own normal form alone: %s',
    (value) => {
      const first = parse(value);
      expect(first.ok && parse(String(first.value))).toEqual(first);
    },
  );

  test.each(table.bad)('refuses $value', ({ value, says }) => {
    const parsed = parse(value);
    expect(parsed).toMatchObject({ ok: false });
    if (parsed.ok) return;
    expect(`${parsed.message} ${parsed.remedy}`).toContain(says);
    expect(parsed.remedy).not.toBe('');
    // What a person reads must not be able to steer the terminal it is read on.
    expect(`${parsed.message}${parsed.remedy}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

test('no message about a password hash, a variable or a private key repeats the value', () => {
  const secrets = [
    ['jopanel-password-hash', 'hunter2hunter2'],
    ['jopanel-password-hash', '$1$hunter2hunter2'],
    ['jopanel-database-password-hash', '*hunter2hunter2'],
    ['jopanel-env-value', 'hunter2hunter2\n'],
    ['jopanel-public-key', '-----BEGIN OPENSSH PRIVATE KEY-----hunter2hunter2'],
  ] as const;
  for (const [format, value] of secrets) {
    expect(JSON.stringify(FORMATS[format]?.(value))).not.toContain('hunter2');
  }
});

// Beside those that stand in the tables: a list from which a name is lost by accident looks just as before.
test.each([
  [
    'jopanel-username',
    'is a name the system keeps for itself',
    `bin sys sync games man mail news uucp proxy backup list irc gnats nogroup adm tty disk kmem
    dialout fax voice cdrom floppy tape audio dip operator src shadow utmp video sasl plugdev staff
    users input sgx kvm render crontab netdev wheel messagebus mariadb postgres redis memcache memcached
    mongodb nginx www wwwdata apache apache2 httpd caddy haproxy varnish php phpfpm vsftpd proftpd ftp
    postfix exim dovecot opendkim spamd clamav amavis bind named unbound dnsmasq ntp chrony docker lxd
    libvirt polkitd avahi rtkit sssd tss syslog landscape pollinate tcpdump admin administrator jopaneld`,
  ],
  [
    'jopanel-env-name',
    'is a variable that decides which code runs, or that the system sets',
    `NODE_REPL_EXTERNAL_MODULE NODE_TLS_REJECT_UNAUTHORIZED NODE_V8_COVERAGE NODE_COMPILE_CACHE
    NODE_CHANNEL_FD NODE_REPL_HISTORY NODE_ICU_DATA ELECTRON_RUN_AS_NODE NPM_NODE_EXECPATH
    NPM_CONFIG_SCRIPT_SHELL NPM_CONFIG_NODE_OPTIONS NPM_CONFIG_SHELL NPM_CONFIG_GIT NPM_CONFIG_NODE_GYP
    NPM_CONFIG_GLOBALCONFIG NPM_CONFIG_INIT_MODULE NPM_CONFIG_ONLOAD_SCRIPT PYTHONHOME PYTHONINSPECT
    PYTHONBREAKPOINT PYTHONUSERBASE PYTHONEXECUTABLE PYTHONPYCACHEPREFIX PERL5DB PERLLIB PERLIO_DEBUG
    PERL_MB_OPT PERL_MM_OPT RUBYSHELL GEM_HOME GEM_PATH BUNDLE_GEMFILE BUNDLE_PATH BUNDLE_BIN_PATH
    GUILE_LOAD_PATH PHP_INI_SCAN_DIR _JAVA_OPTIONS JDK_JAVA_OPTIONS IBM_JAVA_OPTIONS OPENJ9_JAVA_OPTIONS
    JAVA_OPTS MAVEN_OPTS DOTNET_STARTUP_HOOKS DOTNET_SHARED_STORE GTK_PATH GIO_EXTRA_MODULES SHELLOPTS
    PS1 PS2 PS4 ZDOTDIR INPUTRC EDITOR VISUAL PAGER LESSOPEN LESSCLOSE BROWSER EXINIT GIT_SSH
    GIT_EXEC_PATH GIT_EXTERNAL_DIFF GIT_PAGER GIT_EDITOR GIT_ASKPASS SSH_ASKPASS LOCALDOMAIN RES_OPTIONS
    RESOLV_HOST_CONF RESOLV_ADD_TRIM_DOMAINS GETCONF_DIR TZDIR OPENSSL_MODULES OPENSSL_ENGINES LOGNAME
    USERNAME MAIL PWD OLDPWD UID EUID INVOCATION_ID JOURNAL_STREAM CREDENTIALS_DIRECTORY
    RUNTIME_DIRECTORY STATE_DIRECTORY MAINPID MANAGERPID DBUS_SESSION_BUS_ADDRESS
    DBUS_SYSTEM_BUS_ADDRESS TCLLIBPATH LOCPATH NLSPATH`,
  ],
])('%s: %s', (format, says, names) => {
  for (const name of names.split(/\s+/)) {
    expect(FORMATS[format]?.(name), name).toMatchObject({
      ok: false,
      message: expect.stringContaining(says),
    });
  }
});

test('an app has a port that no service is known by and no privilege is needed for', () => {
  const accepts = (port: unknown) => AppPort.safeParse(port).success;
  expect([1024, 3000, 8080, 65535].filter((port) => !accepts(port))).toEqual([]);
  const known = [
    1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 4369, 5353, 5432, 5672, 6379, 6443, 9000, 9100, 9200,
    9300, 10250, 11211, 26379, 27017, 33060,
  ];
  const never = [-1, 0, 22, 80, 1023, 65536, 3000.5, Number.NaN, '3000', null];
  expect([...known, ...never].filter(accepts)).toEqual([]);
});

test('a uid or gid is neither a system one, nor one that some program takes for none', () => {
  const accepts = (id: unknown) => PosixId.safeParse(id).success;
  expect([1000, 59_999, 2_147_483_647].filter((id) => !accepts(id))).toEqual([]);
  expect(
    [-1, 0, 999, 65_534, 65_535, 2_147_483_648, 4_294_967_295, 1000.5, '1000', null].filter(accepts),
  ).toEqual([]);
});
