import type { Spending } from "../limits/shared-buckets.ts";

/** What the workers are together, as the primary sees it. */
export interface WorkersOverview {
  /** Those that serve. */
  readonly running: number;
  readonly wanted: number;
  /** The supergraphs that they serve, by the beginnings of their hashes: one, except while they change. */
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
  /** To be not ready, and to serve on. */
  | { readonly type: "drain" }
  /** To answer what is in flight, and end. */
  | { readonly type: "stop" }
  /** To say that it is alive. */
  | { readonly type: "ping" }
  /** To send its metrics. */
  | { readonly type: "collect" }
  /** The metrics of all, which it has asked for. */
  | { readonly type: "gathered"; readonly text: string }
  | { readonly type: "overview"; readonly overview: WorkersOverview }
  /** What another worker has given to callers who come much. */
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
  /** Somebody asks it for the metrics of all. */
  | { readonly type: "gather" }
  /** What it has given to callers who come much, for the others. */
  | { readonly type: "spent"; readonly spendings: readonly Spending[] };
