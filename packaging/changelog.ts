/** CHANGELOG.md, and what Debian wants to have of it. */

export interface Release {
  readonly version: string;
  /** Such as `2026-11-30`. */
  readonly date: string;
  /** One sentence or more each. */
  readonly changes: readonly string[];
}

const HEADING = /^## (\S+) \((\d{4}-\d\d-\d\d)\)$/;

/** The newest first, as the file has them. @throws where there is none, or a heading is not `## VERSION (YYYY-MM-DD)` */
export function readChangelog(text: string): Release[] {
  const sections = text.split(/^(?=## )/m).slice(1);
  const releases = sections.map((section) => {
    const [first = '', ...lines] = section.split('\n');
    const [, version, date] = HEADING.exec(first) ?? [];
    if (version === undefined || date === undefined)
      throw new Error(`CHANGELOG.md: ${first}: write ## VERSION (YYYY-MM-DD)`);
    const items = lines.join('\n').split(/^- /m).slice(1);
    return {
      version,
      date,
      changes: items.map((item) => item.replace(/^#.*$/gm, '').split(/\s+/).join(' ').trim()),
    };
  });
  if (releases.length === 0) throw new Error('CHANGELOG.md has no release');
  return releases;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As deb-changelog(5) says. @param maintainer such as `Name <address>` */
export function debianChangelog(releases: readonly Release[], maintainer: string): string {
  return releases
    .map(({ version, date, changes }) => {
      const day = new Date(`${date}T00:00:00Z`);
      const when = `${DAYS[day.getUTCDay()]}, ${date.slice(8)} ${MONTHS[day.getUTCMonth()]} ${date.slice(0, 4)} 00:00:00 +0000`;
      const items = changes.map((change) => wrapped(`* ${change}`, 78));
      return `jopanel (${version}) unstable; urgency=medium\n\n${items.join('\n')}\n\n -- ${maintainer}  ${when}\n`;
    })
    .join('\n');
}

function wrapped(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length + 5 > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)).join('\n');
}
