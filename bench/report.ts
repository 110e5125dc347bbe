import { type Figure, ratioOf } from './figure.ts';

/** A table for people, in Markdown, so that it stands in a terminal as in a document. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    seconds(figure.seconds),
    `${seconds(figure.against.seconds)} ${figure.against.what}`,
    figure.floor === undefined ? '' : `${seconds(figure.floor.seconds)} ${figure.floor.what}`,
    `${ratioOf(figure).toFixed(2)} (at most ${figure.target.toFixed(2)})${ratioOf(figure) <= figure.target ? '' : ' MISSED'}`,
    Object.entries(figure.notes)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', '),
  ]);
  const head = ['case', 'jopanel', 'against', 'floor', 'ratio', 'also'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

/** The page with this in place of what it has there. @throws when the page has no place for it */
export function pageWith(page: string, place: 'table' | 'growth', text: string): string {
  const begin = `<!-- The ${place} is written by bench/run.ts. -->\n`;
  const end = `<!-- The end of the ${place}. -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the page has no lines ${begin.trim()} and ${end}`);
  return `${page.slice(0, from)}${begin}${text}${page.slice(to)}`;
}

const BAR_WIDTH = 420;
const ROW = 54;

/** Each case's ratio as a bar beside a line at its target, on a scale of its own. */
export function chartOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure, index) => {
    const top = 40 + index * ROW;
    const scale = BAR_WIDTH / Math.max(ratioOf(figure), figure.target) / 1.1;
    const met = ratioOf(figure) <= figure.target;
    const mark = 20 + figure.target * scale;
    return `<text x="20" y="${top}">${escapeXml(figure.name)}</text>
<rect x="20" y="${top + 8}" width="${(ratioOf(figure) * scale).toFixed(1)}" height="16" fill="${met ? '#2a9d8f' : '#e76f51'}"/>
<line x1="${mark.toFixed(1)}" x2="${mark.toFixed(1)}" y1="${top + 4}" y2="${top + 28}" stroke="#264653" stroke-width="2"/>
<text x="${BAR_WIDTH + 40}" y="${top + 21}">${ratioOf(figure).toFixed(2)} of ${escapeXml(figure.against.what)}, at most ${figure.target.toFixed(2)}</text>`;
  });
  const height = 40 + figures.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="${height}" font-family="sans-serif" font-size="13">
<rect width="960" height="${height}" fill="#fff"/>
${rows.join('\n')}
</svg>
`;
}

function seconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} s`;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
