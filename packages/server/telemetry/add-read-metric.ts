import type { Counter, Gauge, Registry } from "prom-client";

/** A value with its labels. */
export type Reading = readonly [labels: Readonly<Record<string, string>>, value: number];

/** A metric whose values are read each time it is collected. */
export interface ReadMetric {
  readonly Metric: typeof Counter<string> | typeof Gauge<string>;
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** How the values of several workers become one; their sum by default. */
  readonly aggregator?: "max";
  readonly read: () => readonly Reading[];
}

/** Adds such a metric to `registry`. */
export function addReadMetric(registry: Registry, { Metric, read, labelNames = [], ...described }: ReadMetric): void {
  new Metric({
    ...described,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.inc(labels, value);
    },
  });
}
