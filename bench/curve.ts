/** What something takes on hosts of several sizes. */
export interface Curve {
  readonly name: string;
  readonly unit: 's' | 'MiB';
  /** What stands beside it: the same without jopanel. */
  readonly bare?: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly accounts: number;
  readonly value: number;
  readonly bare?: number;
}

/** A table for people, in Markdown: a column for each size, `jopanel / bare = ratio` in each. */
export function growthTable(curves: readonly Curve[]): string {
  const sizes = curves[0]?.points.map(({ accounts }) => `${accounts} accounts`) ?? [];
  const rows = curves.map(({ name, bare, points, unit }) => [
    name,
    bare ?? '',
    ...points.map((point) =>
      point.bare === undefined
        ? `${short(point.value)} ${unit}`
        : `${short(point.value)} / ${short(point.bare)} ${unit} = ${(point.value / point.bare).toFixed(1)}`,
    ),
  ]);
  const head = ['what', 'beside', ...sizes];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

const [WIDTH, HEIGHT, MARGIN, PANEL] = [300, 180, 50, 260];
const COLUMNS = 3;

/** A panel for each curve, both axes logarithmic: jopanel as a line, the bare act as a dashed one. */
export function growthChart(curves: readonly Curve[]): string {
  const width = COLUMNS * (WIDTH + MARGIN) + MARGIN;
  const height = Math.ceil(curves.length / COLUMNS) * PANEL;
  const panels = curves.map((curve, index) => {
    const [left, top] = [
      MARGIN + (index % COLUMNS) * (WIDTH + MARGIN),
      Math.floor(index / COLUMNS) * PANEL + 40,
    ];
    return `<g transform="translate(${left} ${top})">${panel(curve)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#fff"/>
${panels.join('\n')}
</svg>
`;
}

function panel({ name, unit, bare, points }: Curve): string {
  const values = points.flatMap((point) => [point.value, ...(point.bare === undefined ? [] : [point.bare])]);
  const [low, high] = [Math.min(...values) / 1.3, Math.max(...values) * 1.3];
  const [few, many] = [points[0]?.accounts ?? 1, points.at(-1)?.accounts ?? 1];
  const x = (accounts: number) => (WIDTH * Math.log(accounts / few)) / Math.log(many / few);
  const y = (value: number) => HEIGHT - (HEIGHT * Math.log(value / low)) / Math.log(high / low);
  const line = (of: (point: Point) => number | undefined) =>
    points
      .flatMap((point) => {
        const value = of(point);
        return value === undefined ? [] : [`${x(point.accounts).toFixed(1)},${y(value).toFixed(1)}`];
      })
      .join(' ');
  const labels = points.map(
    ({ accounts, value }) =>
      `<text x="${x(accounts).toFixed(1)}" y="${(y(value) - 6).toFixed(1)}" text-anchor="middle">${short(value)}</text>
<text x="${x(accounts).toFixed(1)}" y="${HEIGHT + 16}" text-anchor="middle" fill="#666">${accounts}</text>`,
  );
  return `<text y="-22" font-weight="bold">${name}, ${unit}</text>
<text y="-8" fill="#666">${bare === undefined ? '' : `dashed: ${bare}`}</text>
<path d="M0 0V${HEIGHT}H${WIDTH}" fill="none" stroke="#999"/>
<polyline points="${line(({ value }) => value)}" fill="none" stroke="#2a9d8f" stroke-width="2"/>
<polyline points="${line((point) => point.bare)}" fill="none" stroke="#264653" stroke-dasharray="5 4"/>
${labels.join('\n')}`;
}

function short(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
