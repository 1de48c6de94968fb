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
    return element("p", "hint", "The router answered this by itself: no subgraph was asked.");
  }
  const items = steps.map((step, index) => buildStep(step, index + 1, plan.milliseconds, subgraphs));
  return element("div", "plan-view", buildSummary(plan, steps), element("ol", "steps", ...items));
}

function buildSummary({ milliseconds, planningMilliseconds }: ExplainedPlan, steps: readonly PlanStep[]): HTMLElement {
  const { requests, statements } = countTotals(steps);
  const parts = [count(requests, "request"), count(steps.length, "step"), count(statements, "SQL statement")];
  const cost = ` for ${parts.join(", ")}; planned in ${formatTime(planningMilliseconds)}`;
  return element("p", "summary", element("strong", "", formatTime(milliseconds)), cost);
}

function buildStep(
  step: PlanStep,
  number: number,
  totalMilliseconds: number,
  subgraphs: readonly string[],
): HTMLElement {
  const note = step.length > 1 ? `, ${step.length} at once` : "";
  const fetches = step.map((fetch) => buildFetch(fetch, totalMilliseconds, subgraphs));
  return element("li", "step", element("h3", "", `Step ${number}${note}`), ...fetches);
}

function buildFetch(fetch: ExplainedFetch, totalMilliseconds: number, subgraphs: readonly string[]): HTMLElement {
  const { serviceName, path, milliseconds, operation, errorCode } = fetch;
  const time = element("span", "time", milliseconds === null ? "not needed" : formatTime(milliseconds));
  const target = path.length === 0 ? null : element("code", "", path.join("."));
  return element(
    "div",
    `fetch ${colourClass(subgraphs.indexOf(serviceName))}`,
    element("p", "fetch-title", element("strong", "", serviceName), time),
    buildBar(fetch, totalMilliseconds),
    element("p", "place", describeTarget(fetch), target),
    buildDeferral(fetch),
    errorCode === null ? null : element("p", "failure", errorCode),
    buildStatements(fetch),
    element("details", "", element("summary", "", "GraphQL operation"), buildCode(operation)),
  );
}

function buildBar({ startedAfterMilliseconds, milliseconds }: ExplainedFetch, total: number): HTMLElement {
  const bar = element("span", "bar");
  if (startedAfterMilliseconds === null || milliseconds === null) bar.hidden = true;
  else {
    bar.style.marginInlineStart = `${(startedAfterMilliseconds / total) * 100}%`;
    bar.style.inlineSize = `${(milliseconds / total) * 100}%`;
  }
  return element("div", "track", bar);
}

function describeTarget({ representations, path }: ExplainedFetch): string {
  if (representations === null) return path.length === 0 ? "root fields" : "root fields at ";
  return `${representations} ${representations === 1 ? "entity" : "entities"} at `;
}

/** The first part of the answer does not wait for this fetch. */
function buildDeferral({ deferredFragments }: ExplainedFetch): HTMLElement | null {
  if (deferredFragments.length === 0) return null;
  return element("p", "deferred", `comes later, with @defer: ${deferredFragments.join(", ")}`);
}

function buildStatements({ statements }: ExplainedFetch): HTMLElement | null {
  if (statements === null) return null;
  if (statements.length === 0) return element("p", "place", "no SQL");
  const time = statements.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const summary = element("summary", "", `${count(statements.length, "SQL statement")}, ${formatTime(time)}`);
  const items = statements.map(({ sql, milliseconds }) =>
    element("li", "", element("span", "time", formatTime(milliseconds)), buildCode(sql.replace(/\s+/g, " ").trim())),
  );
  return element("details", "statements", summary, element("ol", "", ...items));
}

function buildCode(text: string): HTMLElement {
  return element("pre", "", element("code", "", text));
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function formatTime(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(1)} ms`;
}
