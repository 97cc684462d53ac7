import { Counter, Gauge, Histogram, Registry, Summary } from "prom-client";

type Labels = Readonly<Record<string, string>>;

export interface CounterMetric {
  inc(labels?: Labels, by?: number): void;
}

export interface GaugeMetric {
  set(labels: Labels, value: number): void;
  /** Takes the series of these labels away. */
  remove(labels: Labels): void;
  /** Takes every series away. */
  reset(): void;
}

export interface HistogramMetric {
  observe(labels: Labels, value: number): void;
}

/**
 * The metrics of a process, for Prometheus. Asking twice for a name gives the same metric, so that parts need not know of each other.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #collectors: (() => void)[] = [];

  /** Calls back whenever metrics are about to be read: for those that are worked out and not counted. */
  beforeRender(collect: () => void): void {
    this.#collectors.push(collect);
  }

  counter(name: string, help: string, labelNames: readonly string[] = []): CounterMetric {
    const counter =
      this.#existing(name, Counter) ?? new Counter({ name, help, labelNames, registers: [this.#registry] });
    return { inc: (labels = {}, by = 1) => counter.inc(labels, by) };
  }

  gauge(name: string, help: string, labelNames: readonly string[] = []): GaugeMetric {
    const gauge = this.#existing(name, Gauge) ?? new Gauge({ name, help, labelNames, registers: [this.#registry] });
    return {
      set: (labels, value) => gauge.set(labels, value),
      remove: (labels) => gauge.remove(labels),
      reset: () => gauge.reset(),
    };
  }

  histogram(name: string, help: string, labelNames: readonly string[], buckets: readonly number[]): HistogramMetric {
    const histogram =
      this.#existing(name, Histogram) ??
      new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.#registry] });
    return { observe: (labels, value) => histogram.observe(labels, value) };
  }

  summary(name: string, help: string, labelNames: readonly string[], percentiles: readonly number[]): HistogramMetric {
    const summary =
      this.#existing(name, Summary) ??
      new Summary({
        name,
        help,
        labelNames,
        percentiles: [...percentiles],
        maxAgeSeconds: 600,
        ageBuckets: 5,
        registers: [this.#registry],
      });
    return { observe: (labels, value) => summary.observe(labels, value) };
  }

  /** The Prometheus text format, and its content type. */
  async render(): Promise<{ readonly contentType: string; readonly text: string }> {
    for (const collect of this.#collectors) collect();
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #existing<M>(name: string, kind: abstract new (...parameters: never[]) => M): M | undefined {
    const metric: unknown = this.#registry.getSingleMetric(name);
    if (metric === undefined) return undefined;
    if (!(metric instanceof kind)) throw new Error(`metric ${name} exists already and is of another type`);
    return metric;
  }
}
