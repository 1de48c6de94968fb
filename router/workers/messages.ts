import type { Spending } from "../limits/rate-limit-across-workers.ts";

/** All workers, as the primary sees them. */
export interface WorkersOverview {
  /** Workers that serve. */
  readonly running: number;
  readonly wanted: number;
  /** The beginnings of the hashes of the supergraphs that they serve: one, except during a change. */
  readonly supergraphs: readonly string[];
}

/** A metric with its values, as prom-client's `getMetricsAsJSON` gives it. */
export interface CollectedMetric {
  readonly name: string;
  /** `counter`, `gauge`, `histogram` or `summary`. */
  readonly type: string;
  /** How the values of several processes become one. */
  readonly aggregator: string;
}

/** What the primary tells a worker. */
export type Order =
  /** To report that it is not ready, and to go on serving. */
  | { readonly type: "drain" }
  /** To answer what is in flight, and end. */
  | { readonly type: "stop" }
  | { readonly type: "ping" }
  | { readonly type: "collect" }
  /** The metrics of all workers, which it has asked for. */
  | { readonly type: "gathered"; readonly text: string }
  | { readonly type: "overview"; readonly overview: WorkersOverview }
  /** Tokens that another worker has given to frequent callers. */
  | { readonly type: "spent"; readonly spendings: readonly Spending[] };

/** What a worker tells the primary. */
export type Report =
  | { readonly type: "ready"; readonly url: string }
  /** It cannot start, for this reason. */
  | { readonly type: "failed"; readonly reason: string }
  /** Which supergraph it serves from now on. */
  | { readonly type: "supergraph"; readonly hash: string }
  | { readonly type: "alive" }
  | { readonly type: "metrics"; readonly metrics: readonly CollectedMetric[] }
  /** It was asked for the metrics of all workers. */
  | { readonly type: "gather" }
  /** Tokens that it has given to frequent callers, for the others. */
  | { readonly type: "spent"; readonly spendings: readonly Spending[] };
