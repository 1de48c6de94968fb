import { describe, expect, it } from "@jest/globals";
import { judgeSteps, runSteps } from "../../packages/check/run-steps.ts";
import type { CheckContext, CheckStep } from "../../packages/check/step.ts";
import type { StepResult } from "../../packages/check/step-result.ts";
import { EMPTY_CONTEXT } from "./support/empty-context.ts";

const context = EMPTY_CONTEXT;

function buildStep(name: string, run: () => Promise<StepResult>): CheckStep {
  return { name, title: name.toUpperCase(), run };
}

const passed: StepResult = { status: "passed", summary: "fine", findings: [] };

describe("running the steps of a check", () => {
  it("makes a step that throws a failed one with one finding, and runs the others", async () => {
    const reports = await runSteps(
      [
        buildStep("a", () => Promise.reject(new Error("no such planner"))),
        buildStep("b", () => {
          throw "a string";
        }),
        buildStep("c", async () => passed),
      ],
      context,
    );
    expect(reports.map(({ name, status, summary }) => [name, status, summary])).toEqual([
      ["a", "failed", "could not be checked"],
      ["b", "failed", "could not be checked"],
      ["c", "passed", "fine"],
    ]);
    expect(reports[0]?.findings).toMatchObject([
      {
        severity: "error",
        code: "STEP_BROKEN",
        message: "A could not be checked: no such planner",
        places: [],
      },
    ]);
    expect(reports[1]?.findings).toMatchObject([{ message: "B could not be checked: a string" }]);
    expect(judgeSteps(reports)).toBe("failed");
  });

  it("runs them in order, one at a time, each with the whole context", async () => {
    const events: string[] = [];
    const steps = ["a", "b"].map((name) => ({
      ...buildStep(name, async () => passed),
      run: async (given: CheckContext) => {
        events.push(`${name} starts`);
        await Promise.resolve();
        events.push(`${name} ends`);
        return { ...passed, summary: given.root };
      },
    }));
    const reports = await runSteps(steps, context);
    expect(events).toEqual(["a starts", "a ends", "b starts", "b ends"]);
    expect(reports.map(({ summary }) => summary)).toEqual(["/nowhere", "/nowhere"]);
  });

  it("puts errors before warnings and leaves either in their order", async () => {
    const finding = (severity: "error" | "warning", code: string) =>
      ({ severity, code, message: code, mend: null, places: [] }) as const;
    const findings = [finding("warning", "A"), finding("error", "B"), finding("warning", "C"), finding("error", "D")];
    const reports = await runSteps([buildStep("a", async () => ({ ...passed, findings }))], context);
    expect(reports[0]?.findings.map(({ code }) => code)).toEqual(["B", "D", "A", "C"]);
  });

  it.each([
    ["passed", ["passed", "skipped"]],
    ["passed", []],
    ["failed", ["passed", "failed", "skipped"]],
  ] as const)("has %s when its steps have %j", async (verdict, statuses) => {
    const error = { severity: "error", code: "A", message: "A.", mend: null, places: [] } as const;
    const steps = statuses.map((status) => {
      const findings = status === "failed" ? [error] : [];
      return buildStep(status, async () => ({ ...passed, status, findings }));
    });
    expect(judgeSteps(await runSteps(steps, context))).toBe(verdict);
  });
});
