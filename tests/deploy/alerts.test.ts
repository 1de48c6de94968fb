import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

const RULES = "deploy/alerts.yaml";
const CASES = "tests/deploy/alert-cases.yaml";

interface AlertCases {
  readonly tests: readonly {
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly object[] }[];
  }[];
}

const runFile = promisify(execFile);
const { groups } = parse(readFileSync(RULES, "utf8")) as { groups: { rules: { alert: string }[] }[] };
const { tests } = parse(readFileSync(CASES, "utf8")) as AlertCases;
const expectations = tests.flatMap((test) => test.alert_rule_test);

describe("the alerts", () => {
  it("are rules that Prometheus takes", async () => {
    expect((await runFile("promtool", ["check", "rules", RULES])).stdout).toContain("SUCCESS");
  });

  it("call when they should, and only then", async () => {
    expect((await runFile("promtool", ["test", "rules", CASES])).stdout).toContain("SUCCESS");
  });

  it.each(groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)))("%s has a case of both kinds", (alert) => {
    const own = expectations.filter(({ alertname }) => alertname === alert);
    expect(new Set(own.map(({ exp_alerts }) => exp_alerts.length > 0))).toEqual(new Set([false, true]));
  });
});
