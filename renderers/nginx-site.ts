import type { SiteSettings } from '../src/model/sites.ts';
import {
  nginxBytes,
  nginxFile,
  nginxPath,
  nginxPort,
  nginxSeconds,
  nginxString,
  nginxUpstream,
} from './encode-nginx.ts';
import { absolutePath } from './encode-path.ts';
import { nginxBlock } from './nginx-block.ts';
import { staticPage } from './site-pages.ts';

/** What answers for a site: its document root, or one of the account's Node apps. */
export type SiteContent =
  | {
      readonly kind: 'files';
      readonly root: string;
      readonly home: string;
      /** Undefined while PHP is off. */
      readonly php: SitePhp | undefined;
      /** Relative to the root; null where what is no file answers 404. */
      readonly frontController: string | null;
    }
  | {
      readonly kind: 'app';
      /** A port, behind a gate; or a socket that nginx alone reaches. */
      readonly at: { readonly port: number; readonly gate: string } | { readonly socket: string };
    };

/** The PHP that a site's requests go to, and what of its limits nginx must know. */
export interface SitePhp {
  /** The pool, such as `jopanel-joko`; also the name of its upstream. */
  readonly pool: string;
  readonly requestSeconds: number;
  readonly postBytes: number;
}

type Files = SiteContent & { readonly kind: 'files' };

const MEGABYTE = 1024 * 1024;
const LEAST_BODY_BYTES = 64 * MEGABYTE;

/** A PHP source under any name that is not run, with whatever an editor or a person appends to it, and dumps of databases. */
const SOURCES = '\\.(?i:php[^/]*|(?:phtml|pht|phar|inc|sql|sqlite3?)(?:[^a-z0-9/][^/]*)?)$';

export function siteLines(content: SiteContent, settings: SiteSettings): string[] {
  return [
    `client_max_body_size ${nginxBytes(bodyBytes(content, settings))};`,
    ...(content.kind === 'app' ? proxyLines(content) : fileLines(content, settings)),
  ];
}

function bodyBytes(content: SiteContent, { maxBodyMb }: SiteSettings): number {
  if (maxBodyMb !== undefined) return maxBodyMb * MEGABYTE;
  const postBytes = content.kind === 'files' ? (content.php?.postBytes ?? 0) : 0;
  return Math.max(LEAST_BODY_BYTES, postBytes);
}

function fileLines(files: Files, settings: SiteSettings): string[] {
  const { root, home, php } = files;
  const runsPhp = php !== undefined;
  return [
    `root ${nginxPath(root)};`,
    // From the home on, and not from the document root: that is a name which the account may make a link.
    `disable_symlinks if_not_owner from=${nginxPath(home)};`,
    `index ${runsPhp ? 'index.php ' : ''}index.html index.htm;`,
    'try_files $uri @jopanel_rest;',
    ...(runsPhp ? [`set $jopanel_php_pool ${nginxUpstream(php.pool)};`] : []),
    '',
    ...nginxBlock('location ~ /\\.(?!well-known/)', ['return 404;']),
    '',
    ...nginxBlock(`location ~ ^${runsPhp ? '(?!.*\\.php(?:/|$))' : ''}.*${SOURCES}`, ['return 404;']),
    ...(runsPhp ? ['', ...phpLocations(php)] : []),
    '',
    ...restLocation(files, settings),
  ];
}

/**
 * What is no file that nginx may read: folders, what is unreadable, and what is not there. Nothing is opened here, so
 * no link needs to be refused; with `disable_symlinks`, nginx opens for reading what it else only looks at, and
 * folders of mode 0711 and sources of mode 0600 would not be found.
 */
function restLocation({ php, frontController }: Files, { errorPages }: SiteSettings): string[] {
  const hasOwnPages = Object.keys(errorPages).length > 0;
  const front = php === undefined && frontController === 'index.php' ? null : frontController;
  return [
    ...nginxBlock('location @jopanel_rest', [
      'disable_symlinks off;',
      ...(php === undefined ? [] : ['set $jopanel_path_info "";']),
      ...nginxBlock('if (-f $request_filename)', ['return 403;']),
      ...(php === undefined ? [] : nginxBlock('if ($uri ~ \\.php$)', ['return 404;'])),
      ...nginxBlock('if (!-d $request_filename)', [
        front === null ? 'return 404;' : `rewrite ^ /${nginxFile(front)} last;`,
      ]),
      'rewrite ^(.*[^/])$ $1/ permanent;',
      // A site of which nothing is there yet answers as plain nginx does, with a page that says more.
      ...(hasOwnPages ? [] : ['error_page 403 @jopanel_new_site;']),
    ]),
    ...(hasOwnPages
      ? []
      : [
          '',
          ...nginxBlock('location @jopanel_new_site', [
            'disable_symlinks off;',
            ...staticPage(),
            'try_files $jopanel_new_site =403;',
          ]),
        ]),
    // One that is not there must not lead to itself.
    ...(front === null || front.endsWith('.php')
      ? []
      : ['', ...nginxBlock(`location = /${nginxFile(front)}`, ['try_files $uri =404;'])]),
  ];
}

function phpLocations(php: SitePhp): string[] {
  return [
    // Without try_files, a request for /picture.jpg/x.php could make PHP run what was uploaded as a picture.
    ...nginxBlock('location ~ \\.php$', [...passToPhp(php), 'try_files $uri @jopanel_script;']),
    '',
    ...nginxBlock('location ~ \\.php/', ['try_files "" @jopanel_script;']),
    '',
    // A script that exists before a further slash: the rest of the path is for it.
    ...nginxBlock('location @jopanel_script', [
      'fastcgi_split_path_info ^(.+?\\.php)(/.*)$;',
      // Kept, because try_files makes the script the path of the request.
      'set $jopanel_path_info $fastcgi_path_info;',
      ...passToPhp(php),
      'try_files $fastcgi_script_name @jopanel_rest;',
    ]),
  ];
}

function passToPhp({ pool, requestSeconds }: SitePhp): string[] {
  return [
    // PHP opens the script itself, as the account.
    'disable_symlinks off;',
    `fastcgi_pass ${nginxUpstream(pool)};`,
    // A request that did not get through waits for the activator; one that PHP was too slow for is not run again.
    'fastcgi_next_upstream error;',
    `fastcgi_read_timeout ${nginxSeconds(requestSeconds)};`,
    'fastcgi_buffer_size 32k;',
    'fastcgi_buffers 16 16k;',
  ];
}

function proxyLines({ at }: SiteContent & { kind: 'app' }): string[] {
  return nginxBlock('location /', [
    ...('socket' in at
      ? [`proxy_pass ${nginxString(`http://unix:${absolutePath(at.socket)}`)};`]
      : [
          // Any user may listen on the port while the app does not: there is such a file only while the account does.
          ...nginxBlock(`if (!-f ${nginxPath(at.gate)})`, ['return 502;']),
          `proxy_pass http://127.0.0.1:${nginxPort(at.port)};`,
        ]),
    'proxy_http_version 1.1;',
    'proxy_set_header Host $host;',
    'proxy_set_header X-Real-IP $remote_addr;',
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_set_header X-Forwarded-Proto $jopanel_scheme;',
    'proxy_set_header X-Forwarded-Host $host;',
    'proxy_set_header X-Forwarded-Port $server_port;',
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $jopanel_connection;',
    // A WebSocket may be quiet for long.
    'proxy_read_timeout 3600s;',
    'proxy_buffer_size 32k;',
    'proxy_buffers 16 16k;',
  ]);
}
