import type { SiteSettings } from '../src/model/sites.ts';
import { nginxHeaderName, nginxPath, nginxPathPattern, nginxString } from './encode-nginx.ts';
import { nginxBlock } from './nginx-block.ts';

/** Who may see what of a site, and what its answers say beside their content. */
export function accessLines(settings: SiteSettings, passwordFile: string | undefined): string[] {
  return [
    ...headerLines(settings),
    ...Object.entries(settings.errorPages).map(
      ([status, page]) => `error_page ${Number(status)} ${nginxString(page)};`,
    ),
    ...passwordLines(settings, passwordFile),
    ...denials(settings),
  ];
}

function headerLines({ headers, hstsSeconds }: SiteSettings): string[] {
  const hsts =
    hstsSeconds === 0
      ? []
      : [
          'set $jopanel_hsts "";',
          // RFC 6797: never in an answer that is not secure; an empty header is not sent.
          ...nginxBlock('if ($jopanel_scheme = https)', [`set $jopanel_hsts max-age=${hstsSeconds};`]),
          'add_header Strict-Transport-Security $jopanel_hsts always;',
        ];
  return [
    ...Object.entries(headers).map(
      ([name, value]) => `add_header ${nginxHeaderName(name)} ${nginxString(value)} always;`,
    ),
    ...hsts,
  ];
}

/**
 * By a variable that is set before nginx looks for a location: what the front controller answers is protected by the
 * path that was asked for.
 */
function passwordLines({ password }: SiteSettings, file: string | undefined): string[] {
  if (password === null || file === undefined) return [];
  const realm = nginxString(password.realm);
  const users = `auth_basic_user_file ${nginxPath(file)};`;
  if (password.paths.includes('/')) return [`auth_basic ${realm};`, users];
  return [
    'set $jopanel_realm off;',
    ...password.paths.flatMap((path) =>
      nginxBlock(`if ($uri ~ ${nginxPathPattern(path)})`, [`set $jopanel_realm ${realm};`]),
    ),
    'auth_basic $jopanel_realm;',
    users,
  ];
}

function denials({ deny }: SiteSettings): string[] {
  const paths = new Set(deny.map((path) => path.replace(/\/$/, '')));
  return [...paths].flatMap((path) => [
    '',
    ...nginxBlock(`location = ${nginxString(path)}`, ['return 404;']),
    ...nginxBlock(`location ^~ ${nginxString(`${path}/`)}`, ['return 404;']),
  ]);
}
