import { colourClass } from "../colours.ts";
import type { ExplainedFetch, ExplainedPlan } from "../explain/explained-plan.ts";
import { element } from "./dom.ts";
import { arrangeSteps, countTotals, type PlanStep } from "./plan-steps.ts";

/**
 * Draws a plan: its steps one under the other, with their fetches. A bar shows when each fetch began and how long it
 * took; under it are the operation and its SQL.
 */
export function buildPlanView(plan: ExplainedPlan, subgraphs: readonly string[]): HTMLElement {
  const steps = arrangeSteps(plan);
  if (steps.length === 0) {
    return element("p", { className: "hint" }, "The router answered this by itself: no subgraph was asked.");
  }
  return element(
    "div",
    { className: "plan-view" },
    buildSummary(plan, steps),
    element(
      "ol",
      { className: "steps" },
      ...steps.map((step, index) => buildStep(step, index + 1, plan.milliseconds, subgraphs)),
    ),
  );
}

function buildSummary(
  { milliseconds, planningMilliseconds }: ExplainedPlan,
  steps: readonly PlanStep[],
): HTMLElement {
  const { requests, statements } = countTotals(steps);
  const parts = [count(requests, "request"), count(steps.length, "step"), count(statements, "SQL statement")];
  return element(
    "p",
    { className: "summary" },
    element("strong", {}, formatTime(milliseconds)),
    ` for ${parts.join(", ")}; planned in ${formatTime(planningMilliseconds)}`,
  );
}

function buildStep(
  step: PlanStep,
  number: number,
  totalMilliseconds: number,
  subgraphs: readonly string[],
): HTMLElement {
  const note = step.length > 1 ? `, ${step.length} at once` : "";
  return element(
    "li",
    { className: "step" },
    element("h3", {}, `Step ${number}${note}`),
    ...step.map((fetch) => buildFetch(fetch, totalMilliseconds, subgraphs)),
  );
}

function buildFetch(
  fetch: ExplainedFetch,
  totalMilliseconds: number,
  subgraphs: readonly string[],
): HTMLElement {
  const { serviceName, path, milliseconds, operation, errorCode } = fetch;
  return element(
    "div",
    { className: `fetch ${colourClass(subgraphs.indexOf(serviceName))}` },
    element(
      "p",
      { className: "fetch-title" },
      element("strong", {}, serviceName),
      element("span", { className: "time" }, milliseconds === null ? "not needed" : formatTime(milliseconds)),
    ),
    buildBar(fetch, totalMilliseconds),
    element(
      "p",
      { className: "place" },
      describeTarget(fetch),
      path.length === 0 ? null : element("code", {}, path.join(".")),
    ),
    errorCode === null ? null : element("p", { className: "failure" }, errorCode),
    buildStatements(fetch),
    element(
      "details",
      {},
      element("summary", {}, "GraphQL operation"),
      element("pre", {}, element("code", {}, operation)),
    ),
  );
}

function buildBar({ startedAfterMilliseconds, milliseconds }: ExplainedFetch, total: number): HTMLElement {
  const bar = element("span", { className: "bar" });
  if (startedAfterMilliseconds === null || milliseconds === null) bar.hidden = true;
  else {
    bar.style.marginInlineStart = `${(startedAfterMilliseconds / total) * 100}%`;
    bar.style.inlineSize = `${(milliseconds / total) * 100}%`;
  }
  return element("div", { className: "track" }, bar);
}

function describeTarget({ representations, path }: ExplainedFetch): string {
  if (representations === null) return path.length === 0 ? "root fields" : "root fields at ";
  return `${representations} ${representations === 1 ? "entity" : "entities"} at `;
}

function buildStatements({ statements }: ExplainedFetch): HTMLElement | null {
  if (statements === null) return null;
  if (statements.length === 0) return element("p", { className: "place" }, "no SQL");
  const time = statements.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return element(
    "details",
    { className: "statements" },
    element("summary", {}, `${count(statements.length, "SQL statement")}, ${formatTime(time)}`),
    element(
      "ol",
      {},
      ...statements.map(({ sql, milliseconds }) =>
        element(
          "li",
          {},
          element("span", { className: "time" }, formatTime(milliseconds)),
          element("pre", {}, element("code", {}, sql.replace(/\s+/g, " ").trim())),
        ),
      ),
    ),
  );
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function formatTime(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(1)} ms`;
}
