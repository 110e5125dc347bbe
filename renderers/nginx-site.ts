import {
  nginxBytes,
  nginxPath,
  nginxPort,
  nginxSeconds,
  nginxString,
  nginxUpstream,
} from './encode-nginx.ts';
import { absolutePath } from './encode-path.ts';
import { nginxBlock } from './nginx-block.ts';

/** What answers for a site: its document root, or one of the account's Node apps. */
export type SiteContent =
  | {
      readonly kind: 'files';
      readonly root: string;
      readonly home: string;
      /** Undefined while PHP is off. */
      readonly php: SitePhp | undefined;
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
  readonly bodyBytes: number;
}

export function siteLines(content: SiteContent): string[] {
  return content.kind === 'app' ? proxyLines(content) : fileLines(content);
}

function fileLines({ root, home, php }: SiteContent & { kind: 'files' }): string[] {
  const runsPhp = php !== undefined;
  return [
    `root ${nginxPath(root)};`,
    // From the home on, and not from the document root: that is a name which the account may make a link.
    `disable_symlinks if_not_owner from=${nginxPath(home)};`,
    `index ${runsPhp ? 'index.php ' : ''}index.html index.htm;`,
    `try_files $uri $uri/ ${runsPhp ? '/index.php$is_args$args' : '=404'};`,
    ...(runsPhp ? phpLines(php) : []),
    '',
    // PHP sources under any name that is not run are as hidden as what begins with a dot.
    ...nginxBlock(
      `location ~ /\\.(?!well-known/)|\\.${runsPhp ? '(?!php$)' : ''}(?i:php[0-9]?|pht|phtml|phps|phar)~?$`,
      ['return 404;'],
    ),
    ...(runsPhp ? ['', ...passToPhp(php)] : []),
  ];
}

/** For the whole site, of which any path may come to be answered by PHP. */
function phpLines({ pool, bodyBytes }: SitePhp): string[] {
  return [`set $jopanel_php_pool ${nginxUpstream(pool)};`, `client_max_body_size ${nginxBytes(bodyBytes)};`];
}

function passToPhp({ pool, requestSeconds }: SitePhp): string[] {
  return nginxBlock('location ~ \\.php$', [
    // Without try_files, a request for /picture.jpg/x.php could make PHP run what was uploaded as a picture.
    'try_files $uri =404;',
    `fastcgi_pass ${nginxUpstream(pool)};`,
    // A request that did not get through waits for the activator; one that PHP was too slow for is not run again.
    'fastcgi_next_upstream error;',
    `fastcgi_read_timeout ${nginxSeconds(requestSeconds)};`,
  ]);
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
    'proxy_set_header X-Forwarded-Proto $scheme;',
    'proxy_set_header X-Forwarded-Host $host;',
    'proxy_set_header X-Forwarded-Port $server_port;',
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $jopanel_connection;',
  ]);
}
