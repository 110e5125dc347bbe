import { nginxPath, nginxPort, nginxString } from './encode-nginx.ts';
import { absolutePath } from './encode-path.ts';
import { nginxBlock } from './nginx-block.ts';

/** What answers for a site: its document root, or one of the account's Node apps. */
export type SiteContent =
  | {
      readonly kind: 'files';
      readonly root: string;
      readonly home: string;
      /** Undefined while PHP is off. */
      readonly phpSocket: string | undefined;
    }
  | { readonly kind: 'app'; readonly port: number };

export function siteLines(content: SiteContent): string[] {
  return content.kind === 'app' ? proxyLines(content.port) : fileLines(content);
}

function fileLines({ root, home, phpSocket }: SiteContent & { kind: 'files' }): string[] {
  const runsPhp = phpSocket !== undefined;
  return [
    `root ${nginxPath(root)};`,
    // From the home on, and not from the document root: that is a name which the account may make a link.
    `disable_symlinks if_not_owner from=${nginxPath(home)};`,
    `index ${runsPhp ? 'index.php ' : ''}index.html index.htm;`,
    `try_files $uri $uri/ ${runsPhp ? '/index.php$is_args$args' : '=404'};`,
    '',
    // PHP sources under any name that is not run are as hidden as what begins with a dot.
    ...nginxBlock(
      `location ~ /\\.(?!well-known/)|\\.${runsPhp ? '(?!php$)' : ''}(?i:php[0-9]?|pht|phtml|phps|phar)~?$`,
      ['return 404;'],
    ),
    ...(runsPhp ? ['', ...passToPhp(phpSocket)] : []),
  ];
}

function passToPhp(socket: string): string[] {
  return nginxBlock('location ~ \\.php$', [
    // Without try_files, a request for /picture.jpg/x.php could make PHP run what was uploaded as a picture.
    'try_files $uri =404;',
    `fastcgi_pass ${nginxString(`unix:${absolutePath(socket)}`)};`,
  ]);
}

function proxyLines(port: number): string[] {
  return nginxBlock('location /', [
    `proxy_pass http://127.0.0.1:${nginxPort(port)};`,
    'proxy_http_version 1.1;',
    'proxy_set_header Host $host;',
    'proxy_set_header X-Real-IP $remote_addr;',
    'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    'proxy_set_header X-Forwarded-Proto $scheme;',
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $jopanel_connection;',
  ]);
}
