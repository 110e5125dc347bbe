import { PAGES_FOLDER, pageFile, renderPage, SITE_PAGES } from '../../renderers/site-pages.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { SharedFile } from '../service.ts';

/** Where an operator puts pages of their own; nginx's workers cannot look into /etc/jopanel, so they are copied. */
const OWN_PAGES = '/etc/jopanel/pages';
/** What is larger is no page; the one of jopanel is shown. */
const LARGEST_PAGE = 256 * 1024;

export async function sitePages({ files }: Pick<HostReader, 'files'>): Promise<SharedFile[]> {
  const there = new Set(await files.list(OWN_PAGES));
  const pages: SharedFile[] = [];
  for (const page of SITE_PAGES) {
    const own = there.has(`${page}.html`) ? await files.read(`${OWN_PAGES}/${page}.html`) : undefined;
    const text = own?.kind === 'file' && own.text.length <= LARGEST_PAGE ? own.text : undefined;
    pages.push({ path: pageFile(page), text: renderPage(page, text), mode: 0o644 });
  }
  return pages;
}

export async function ownPages({ files }: Pick<HostReader, 'files'>): Promise<string[]> {
  const there = new Set(await files.list(PAGES_FOLDER));
  return SITE_PAGES.map(pageFile).filter((path) => there.has(path.slice(PAGES_FOLDER.length + 1)));
}
