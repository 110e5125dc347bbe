import { nginxPath } from './encode-nginx.ts';
import { header } from './header.ts';

/** The pages that jopanel shows in place of a site, each by the name of its file. */
export const SITE_PAGES = ['suspended', 'over-traffic', 'new-site'] as const;
type SitePage = (typeof SITE_PAGES)[number];

/** Where nginx reads them. */
export const PAGES_FOLDER = '/etc/nginx/jopanel-pages';

export function pageFile(page: SitePage): string {
  return `${PAGES_FOLDER}/${page}.html`;
}

const WORDS: Readonly<Record<SitePage, readonly [title: string, text: string]>> = {
  suspended: ['This site is suspended', 'If it is yours, please write to your hosting provider.'],
  'over-traffic': [
    'This site has used up its traffic',
    'It is back at the beginning of the next month. If it is yours, your hosting provider can raise its limit.',
  ],
  'new-site': ['This site is new', 'Its owner has not put a start page here yet.'],
};

/** What a location needs to show one of the pages. */
export function staticPage(): string[] {
  return [`root ${nginxPath(PAGES_FOLDER)};`, 'default_type text/html;', 'charset utf-8;'];
}

/** @param own the page of the operator, in place of that of jopanel */
export function renderPage(page: SitePage, own: string | undefined): string {
  const [title, text] = WORDS[page];
  const made = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1rem }</style>
<h1>${title}</h1>
<p>${text}</p>
</html>
`;
  return header('<!--', 'for all accounts') + (own ?? made);
}
