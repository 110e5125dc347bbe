import type { Family, Sample } from './exposition.ts';

interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
  /** The name of the label, where the histogram has one. */
  readonly label?: string;
}

interface Series {
  readonly counts: number[];
  sum: number;
  count: number;
}

/** A histogram of durations. */
export class Histogram {
  readonly #options: HistogramOptions;
  readonly #series = new Map<string, Series>();

  constructor(options: HistogramOptions) {
    this.#options = options;
  }

  observe(seconds: number, labelValue = ''): void {
    const { buckets } = this.#options;
    const series = this.#series.get(labelValue) ?? { counts: buckets.map(() => 0), sum: 0, count: 0 };
    this.#series.set(labelValue, series);
    const index = buckets.findIndex((bound) => seconds <= bound);
    if (index !== -1) series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += seconds;
    series.count += 1;
  }

  family(): Family {
    const { name, help, label } = this.#options;
    const samples = [...this.#series]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([value, series]) => this.#samples(label === undefined ? {} : { [label]: value }, series));
    return { name, help, type: 'histogram', samples };
  }

  #samples(labels: Readonly<Record<string, string>>, { counts, sum, count }: Series): Sample[] {
    let below = 0;
    const buckets = this.#options.buckets.map((bound, index) => {
      below += counts[index] ?? 0;
      return { suffix: '_bucket', labels: { ...labels, le: String(bound) }, value: below };
    });
    return [
      ...buckets,
      { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
      { suffix: '_sum', labels, value: sum },
      { suffix: '_count', labels, value: count },
    ];
  }
}
