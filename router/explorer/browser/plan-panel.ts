import type { ExplainedPlan } from "../explain/explained-plan.ts";
import { element, requireElement } from "./dom.ts";
import type { GraphqlAnswer } from "./graphql-request.ts";
import { buildPlanView } from "./plan-view.ts";

/** With these headers the router adds the query plan to its answer. */
export const EXPLAIN_HEADERS = { "apollo-query-plan": "1" };

/** Makes the page's panel for query plans, beside the editor, work. */
export function mountPlanPanel() {
  const panel = requireElement("#plan", HTMLElement);
  const content = requireElement("#plan-content", HTMLElement, panel);
  const explain = requireElement("#explain", HTMLInputElement, panel);
  const subgraphs = JSON.parse(panel.dataset.subgraphs ?? "[]") as string[];
  return {
    isWanted: () => explain.checked,
    clear: () => content.replaceChildren(buildAbsence()),
    /** Leaves the plan that is shown where `answer` has none. */
    show({ extensions }: GraphqlAnswer): void {
      const plan = extensions?.queryPlan as ExplainedPlan | undefined;
      if (plan !== undefined) content.replaceChildren(buildPlanView(plan, subgraphs));
    },
  };
}

function buildAbsence(): HTMLElement {
  return element("p", "hint", "This answer has no query plan: nothing was executed, or nothing explained.");
}
