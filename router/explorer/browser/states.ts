import type { SubgraphState } from "../subgraph-states.ts";
import { requireElement } from "./dom.ts";

const CHECK_EVERY_MS = 5_000;

/** Keeps the states of the subgraphs up to date while the page is visible. */
export function mountStates(): void {
  void showStates();
  setInterval(() => {
    if (document.visibilityState === "visible") void showStates();
  }, CHECK_EVERY_MS);
}

async function showStates(): Promise<void> {
  const message = requireElement("#checked", HTMLElement);
  try {
    const response = await fetch("/explorer/subgraphs");
    const { subgraphs } = (await response.json()) as { readonly subgraphs: readonly SubgraphState[] };
    for (const state of subgraphs) showState(state);
    const down = subgraphs.filter(({ isUp }) => !isUp).map(({ name }) => name);
    message.textContent = down.length === 0 ? "" : `Not answering: ${down.join(", ")}.`;
  } catch {
    message.textContent = "The router does not answer.";
  }
}

function showState({ name, isUp, milliseconds, problem }: SubgraphState): void {
  const state = isUp ? "up" : "down";
  for (const part of document.querySelectorAll<HTMLElement | SVGElement>(`[data-subgraph="${CSS.escape(name)}"]`)) {
    part.dataset.state = state;
  }
  const text = document.querySelector(`#states [data-subgraph="${CSS.escape(name)}"] .state-text`);
  if (text !== null) text.textContent = isUp ? `up, ${milliseconds.toFixed(1)} ms` : (problem ?? "down");
}
