// The sites of an account beside a plain nginx with the same PHP and the same files: the same answers, but for those
// that are refused on purpose.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, sandbox } from './harness.ts';

const HOME = '/home/beside';
const ROOT = `${HOME}/domains/beside.example/public_html`;
const OTHER_ROOT = '/home/besidetwo/domains/besidetwo.example/public_html';
const PLAIN = '/etc/nginx/conf.d/zz-plain.conf';
const PLAIN_PORT = 81;

const PLAIN_SERVER = `server {
  listen ${PLAIN_PORT};
  server_name beside.example;
  server_tokens off;
  root ${ROOT};
  index index.php index.html index.htm;
  client_max_body_size 64m;
  location / { try_files $uri $uri/ /index.php$is_args$args; }
  location ~ \\.php$ { try_files $uri =404; include fastcgi.conf; fastcgi_pass unix:/run/php/jopanel-beside.sock; fastcgi_buffer_size 32k; fastcgi_buffers 16 16k; }
  location ~ [^/]\\.php(/|$) {
    fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
    set $path_info $fastcgi_path_info;
    try_files $fastcgi_script_name /index.php$is_args$args;
    include fastcgi.conf;
    fastcgi_param PATH_INFO $path_info;
    fastcgi_pass unix:/run/php/jopanel-beside.sock;
  }
}
`;

/** Makes the tree of the account, as the account. `$1` is the root, `$2` that of another account. */
const TREE = `
set -e
cd "$1"
front='<?php header("X-By: front"); echo "front ", $_SERVER["REQUEST_URI"], " ", $_SERVER["PATH_INFO"] ?? "-";'
script='<?php header("X-By: script"); echo basename(__FILE__), " ", $_SERVER["PATH_INFO"] ?? "-", " ", $_SERVER["SCRIPT_NAME"];'
echo "$front" >index.php
for mode in 755 751 711 750 700; do
  for index in html php; do
    mkdir d$mode-$index; echo "page <?php echo 1+1;" >d$mode-$index/index.$index; echo text >d$mode-$index/a.txt; echo "$script" >d$mode-$index/s.php
    chmod $mode d$mode-$index
  done
  mkdir e$mode; chmod $mode e$mode
done
for mode in 644 640 600 604 444 400; do
  echo "$script" >p$mode.php; echo text >t$mode.txt; chmod $mode p$mode.php t$mode.txt
  mkdir i$mode; echo "$script" >i$mode/index.php; chmod $mode i$mode/index.php
  mkdir h$mode; echo page >h$mode/index.html; chmod $mode h$mode/index.html
done
echo "$script" >remote.php; echo "$script" >styles.php; mkdir ocs theme; echo "$script" >ocs/v1.php
echo "$script" >pluginfile.php; echo "$script" >theme/styles.php
mkdir dir.php; echo "$script" >dir.php/index.php
echo picture >picture.jpg; echo '{}' >data.json; echo 'a b' >'with space.txt'; echo plus >a+b.txt; echo umlaut >ü.txt
mkdir -p deep/er; echo deep >deep/er/x.txt; echo three >deep/three.html
ln -s data.json own-link.json; ln -s deep own-folder; ln -s nowhere dangling; ln -s remote.php own-script.php
ln -s "$2/secret.txt" other.txt; ln -s "$2" other-folder; ln -s /etc/hostname host.txt; ln -s "$2/secret.php" other.php
for ending in .bak .save .orig .old .txt .swp _ - .1 '~' .inc .BAK .html; do echo '<?php $password = 1;' >"wp-config.php$ending"; done
echo '<?php $password = 1;' >'#wp-config.php#'
for name in config.inc config.inc.bak old.phtml x.php5 x.PHP dump.sql dump.sql.gz dump.sql.1 data.sqlite .env .user.ini; do echo '<?php $password = 1;' >"$name"; done
mkdir .git; echo config >.git/config
mkdir -p .well-known; echo ok >.well-known/security.txt
echo ok >income.txt; echo ok >phpinfo.txt; echo ok >mysql.html; echo ok >a.photo; echo ok >sqlite-is-fine.txt
echo '<?php http_response_code(404); echo "mine";' >gone.php
echo '<?php $all = array_filter($_SERVER, fn($name) => preg_match("/^(HTTP_|CONTENT|HTTPS|REQUEST_S|REMOTE_A|QUERY)/", $name), ARRAY_FILTER_USE_KEY); unset($all["HTTP_HOST"]); ksort($all); echo md5(serialize($all)), " ", implode(" ", array_keys($all));' >headers.php
echo '<?php echo strlen(file_get_contents("php://input")), " ", $_FILES["file"]["size"] ?? "-", " ", $_SERVER["CONTENT_LENGTH"] ?? "-";' >body.php
echo '<?php header("X-Big: " . str_repeat("a", 8000)); echo "big";' >big-header.php
`;

const OTHER_TREE =
  'cd "$1"; echo secret >secret.txt; echo "<?php echo 1;" >secret.php; echo index >index.html';

const folders = ['755', '751', '711', '750', '700'].flatMap((mode) => [
  ...['html', 'php'].flatMap((index) =>
    ['', '/', '/a.txt', '/s.php', '/missing', `/index.${index}`].map((path) => `/d${mode}-${index}${path}`),
  ),
  `/e${mode}`,
  `/e${mode}/`,
  `/e${mode}/missing.txt`,
]);
const files = ['644', '640', '600', '604', '444', '400'].flatMap((mode) => [
  `/p${mode}.php`,
  `/t${mode}.txt`,
  `/i${mode}/`,
  `/i${mode}`,
  `/h${mode}/`,
]);
const paths = [
  '/',
  '/?a=1',
  '/missing',
  '/missing/',
  '/missing.txt',
  '/missing.php',
  '/a/b/c?x=1&y=2',
  '/remote.php',
  '/remote.php/',
  '/remote.php/dav/files/ann/',
  '/remote.php/dav/a%20b?x=1',
  '/ocs/v1.php/cloud/users',
  '/styles.php/boost/1/all',
  '/styles.php/boost/all.css',
  '/pluginfile.php/12/mod/1.pdf',
  '/pluginfile.php/12/mod/a.php.bak?forcedownload=1',
  '/theme/styles.php/boost/1/all',
  '/remote.php/x.php/y',
  '/missing.php/x',
  '/picture.jpg/x.php',
  '/picture.jpg/x',
  '/dir.php',
  '/dir.php/index.php',
  '/data.json',
  '/data.json?x',
  '/data.json/',
  '/with%20space.txt',
  '/a+b.txt',
  '/%C3%BC.txt',
  '//data.json',
  '/deep/../data.json',
  '/../data.json',
  '/deep/er/x.txt',
  '/deep/three.html',
  '/deep',
  '/deep?x=1',
  '/deep/',
  '/own-link.json',
  '/own-folder/three.html',
  '/own-folder',
  '/own-folder/er/x.txt',
  '/own-script.php',
  '/own-script.php/a',
  '/dangling',
  '/gone.php',
  '/big-header.php',
  '/.well-known/security.txt',
  '/.well-known/missing',
  '/income.txt',
  '/phpinfo.txt',
  '/mysql.html',
  '/a.photo',
  '/sqlite-is-fine.txt',
  '/index.php',
  '/index.php/a/b',
  '/index.php?x=1',
  '/index.html',
  '/robots.txt',
  '/favicon.ico',
];

/** Where plain nginx refuses a folder that it may not list, though asked by a name without its slash, and we lead to its slash. */
const UNLISTED = ['751', '711', '750', '700'].flatMap((mode) => [
  `/d${mode}-html`,
  `/d${mode}-php`,
  `/e${mode}`,
]);

/** What is refused on purpose, and with what: the contents of links into what is not the account's own, and what is hidden. */
const REFUSED: Readonly<Record<string, number>> = {
  '/other.txt': 403,
  '/other-folder/secret.txt': 403,
  '/host.txt': 403,
  ...Object.fromEntries(
    [
      ...['.bak', '.save', '.orig', '.old', '.txt', '.swp', '_', '-', '.1', '~', '.inc', '.BAK', '.html'].map(
        (ending) => `/wp-config.php${ending}`,
      ),
      '/%23wp-config.php%23',
      '/config.inc',
      '/config.inc.bak',
      '/old.phtml',
      '/x.php5',
      '/x.PHP',
      '/dump.sql',
      '/dump.sql.gz',
      '/dump.sql.1',
      '/data.sqlite',
      '/.env',
      '/.user.ini',
      '/.git/config',
      '/.git/',
      '/.git',
    ].map((path) => [path, 404]),
  ),
};

beforeAll(async () => {
  await dropAccount('beside');
  await dropAccount('besidetwo');
  await converge();
  await sandbox.run(['bash', '-c', TREE, 'tree', ROOT, OTHER_ROOT], { user: 'beside' });
  await sandbox.run(['bash', '-c', OTHER_TREE, 'tree', OTHER_ROOT], { user: 'besidetwo' });
  await sandbox.writeFile(PLAIN, PLAIN_SERVER);
  await sandbox.run(['nginx', '-s', 'reload']);
});

afterAll(async () => {
  await sandbox.run(['rm', '--force', PLAIN]);
  await forgetAccounts(['beside', 'besidetwo']);
});

/** More of curl's flags for a path: other methods, headers and sizes. */
type Asked = readonly [path: string, ...flags: string[]];

const header = (text: string) => ['--header', text] as const;
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];
const METHOD_PATHS = ['/', '/remote.php/dav/x', '/missing/rest', '/data.json', '/p600.php', '/d711-php/'];
const asked: readonly Asked[] = [
  ...METHODS.flatMap((method) =>
    METHOD_PATHS.map((path): Asked => [path, '--request', method, '--data', 'x']),
  ),
  ...['/', '/data.json', '/missing', '/d711-php/', '/remote.php/x'].map((path): Asked => [path, '--head']),
  ...['0-2', '1-', '-1', '99-', '0-0,2-2', 'x'].map(
    (range): Asked => ['/data.json', ...header(`Range: bytes=${range}`)],
  ),
  ['/index.php', ...header('Range: bytes=0-2')],
  ['/data.json', ...header('If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT')],
  ['/data.json', ...header('If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT')],
  ['/data.json', ...header('If-None-Match: *')],
  ['/data.json', ...header('If-Match: "none"')],
  ['/deep/three.html', ...header('Accept-Encoding: gzip')],
  ['/index.php', ...header('Accept-Encoding: gzip')],
  ['/headers.php', ...header('Proxy: http://other.example')],
  ['/headers.php', ...header(`X-Long: ${'a'.repeat(7000)}`)],
  ['/headers.php', ...header('X_Under: score')],
  ['/headers.php', ...header('Authorization: Basic YTpi')],
  ['/headers.php', ...header('X-Forwarded-For: 203.0.113.7')],
  ['/headers.php', ...header('X-Forwarded-Proto: https')],
  ['/headers.php', ...header('Content-Type: text/x-own'), '--data', 'x'],
  ['/headers.php', ...header('Expect: 100-continue'), '--data', 'x'],
  ['/headers.php', ...header('Host: BESIDE.example')],
  ['/headers.php', ...header('Host: beside.example.')],
  ['/headers.php', ...header('Host: beside.example:8080')],
  [`/headers.php?${'q'.repeat(6000)}`],
  [`/${'long/'.repeat(1200)}`],
  [`/${'n'.repeat(300)}.html`],
  ['/body.php', '--data-binary', '@/tmp/body-1'],
  ['/body.php', '--data-binary', '@/tmp/body-1100000'],
  ['/body.php', '--data-binary', '@/tmp/body-20971520'],
  ['/body.php', ...header('Transfer-Encoding: chunked'), '--data-binary', '@/tmp/body-1100000'],
  ['/body.php', '--form', 'file=@/tmp/body-1100000'],
  ['/data.json', '--data-binary', '@/tmp/body-1'],
  ['/missing', '--data-binary', '@/tmp/body-1100000'],
];

/** Status, headers that depend on the site and the body, each answer on a line of its own. */
async function answersTo(port: number, all: readonly Asked[]): Promise<Map<string, string>> {
  const script = `while IFS=$'\\x1f' read -r -a words; do
    : >/tmp/body
    curl --silent --path-as-is --max-time 20 --header 'Host: beside.example' "\${words[@]:1}" --dump-header /tmp/head --output /tmp/body "http://127.0.0.1:$1\${words[0]}"
    body=$(tr '\\n\\r\\0' '   ' </tmp/body | head --bytes 300)
    case $body in '<html>'* | HTTP/*) body= ;; esac
    printf '%s %s\\n' "$(grep --ignore-case --extended-regexp '^(HTTP|location|content-(type|length|range|encoding)|accept-ranges|allow|x-by|last-modified|etag):?' /tmp/head | tr '\\r\\n' '  ')" "$body"
  done`;
  const input = all.map((words) => `${words.join('\x1f')}\n`).join('');
  const { stdout } = await sandbox.run(['bash', '-c', script, 'ask', String(port)], { input });
  // nginx numbers the boundaries of what has parts.
  const lines = stdout.split('\n').map((line) =>
    line
      .replaceAll(`:${port}`, '')
      .replaceAll(/\b\d{20}\b/g, 'N')
      .trim(),
  );
  return new Map(all.map((words, index) => [words.join(' ').slice(0, 100), lines[index] ?? '']));
}

/** Status, target of a redirect and the body, each answer on a line of its own. */
async function answers(port: number, wanted: readonly string[]): Promise<Map<string, string>> {
  const script = `while IFS= read -r path; do
    : >/tmp/body
    answer=$(curl --silent --path-as-is --max-time 20 --header 'Host: beside.example' --output /tmp/body --write-out '%{http_code} %{redirect_url}' "http://127.0.0.1:$1$path")
    body=$(tr '\\n\\0' '  ' </tmp/body | head --bytes 80)
    case $body in '<html>'*) body= ;; esac
    printf '%s %s\\n' "$answer" "$body"
  done`;
  const { stdout } = await sandbox.run(['bash', '-c', script, 'ask', String(port)], {
    input: `${wanted.join('\n')}\n`,
  });
  const lines = stdout.split('\n').map((line) => line.replaceAll(`:${port}`, '').trim());
  return new Map(wanted.map((path, index) => [path, lines[index] ?? '']));
}

describe('beside a plain nginx with the same PHP', () => {
  const all = [...folders, ...files, ...paths].filter((path) => !UNLISTED.includes(path));

  test(`${all.length} requests are answered alike`, async () => {
    expect(all.length).toBeGreaterThan(140);
    const ours = await answers(80, all);
    const plain = await answers(PLAIN_PORT, all);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(plain));
  });

  test('a folder that nginx may not list leads to its slash, and a script before a .php is the script', async () => {
    const ours = await answers(80, [...UNLISTED, '/remote.php/x.php']);
    for (const path of UNLISTED) expect(ours.get(path)).toBe(`301 http://beside.example${path}/`);
    expect(ours.get('/remote.php/x.php')).toBe('200  remote.php /x.php /remote.php');
  });

  test(`${asked.length} requests by other methods, with other headers and sizes are answered alike`, async () => {
    expect(all.length + asked.length).toBeGreaterThan(220);
    const sizes = [1, 1_100_000, 20_971_520];
    for (const size of sizes) await sandbox.run(['truncate', `--size=${size}`, `/tmp/body-${size}`]);
    expect(Object.fromEntries(await answersTo(80, asked))).toEqual(
      Object.fromEntries(await answersTo(PLAIN_PORT, asked)),
    );
    await sandbox.run(['rm', ...sizes.map((size) => `/tmp/body-${size}`)]);
  });

  test('what is refused on purpose is refused', async () => {
    const wanted = Object.keys(REFUSED);
    const ours = await answers(80, wanted);
    const statuses = Object.fromEntries([...ours].map(([path, line]) => [path, Number(line.split(' ')[0])]));
    expect(statuses).toEqual(REFUSED);
    expect([...ours.values()].join('\n')).not.toMatch(/password|secret/);
  });

  test('a link to the script of another account runs nothing', async () => {
    const { stdout } = await sandbox.run([
      ...['curl', '--silent', '--header', 'Host: beside.example', '--write-out', ' %{http_code}'],
      'http://127.0.0.1/other.php',
    ]);
    expect(stdout).toMatch(/ (403|404)$/);
    expect(stdout).not.toContain('1 200');
  });

  test('bodies of 20 MB reach PHP, and those above 64 MB do not', async () => {
    const script = `head --bytes "$1" /dev/zero | curl --silent --header 'Host: beside.example' --header 'Expect:' --data-binary @- --output /dev/null --write-out '%{http_code}' http://127.0.0.1/remote.php`;
    const upload = async (bytes: number) =>
      (await sandbox.run(['bash', '-c', script, 'upload', String(bytes)])).stdout;
    expect(await upload(20 * 1024 * 1024)).toBe('200');
    expect(await upload(65 * 1024 * 1024)).toBe('413');
  });
});
