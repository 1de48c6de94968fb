import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { readMetrics } from "../support/metrics.ts";
import { startOwnStack } from "../support/own-stack.ts";

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

interface AlertRules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

// A router of workers, and with Redis, has every metric that one without has, and more. It need not reach Redis.
const stack = await startOwnStack({ WORKERS: "2", REDIS_URL: "redis://127.0.0.1:1" });
const all = await Promise.all([stack.router, ...stack.subgraphs].map(readMetrics));
// Prometheus itself tells whether it could read a process.
const existing = new Set(["up", ...all.flatMap(({ names }) => [...names])]);

const dashboard = JSON.parse(await readFile("deploy/dashboard.json", "utf8")) as Dashboard;
const { groups } = parse(await readFile("deploy/alerts.yaml", "utf8")) as AlertRules;
const rules = groups.flatMap((group) => group.rules);
const readme = await readFile("deploy/README.md", "utf8");

/** The metrics that a PromQL expression reads: names that are no function, label, keyword or text. */
function findMetrics(expression: string): string[] {
  const plain = expression
    .replace(/"[^"]*"/g, "")
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, "")
    .replace(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, "");
  return [...plain.matchAll(/\b([a-z_][a-z0-9_]*)\b(?!\s*\()/gi)]
    .map(([, name = ""]) => name)
    .filter((name) => !["or", "and", "unless", "by", "sum", "max", "min"].includes(name));
}

const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
];

describe("the dashboard and the alerts", () => {
  it.each(expressions)("read nothing but metrics that there are: %s, %s", (_title, expression) => {
    const metrics = findMetrics(expression);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((name) => !existing.has(name))).toEqual([]);
  });
});

it("every alert has a row that says what to do", () => {
  const described = [...readme.matchAll(/^\| `(\w+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name);
  expect(described).toEqual(rules.map(({ alert }) => alert));
});
