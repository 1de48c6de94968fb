/** Highlights the parts of one subgraph while the pointer is on it. */
export function mountGraph(): void {
  const graph = document.querySelector("svg.graph");
  if (graph === null) return;
  graph.addEventListener("pointerover", ({ target }) => {
    const owner = target instanceof Element ? target.closest<SVGElement>("[data-subgraph]") : null;
    highlight(graph, owner?.dataset.subgraph ?? null);
  });
  graph.addEventListener("pointerleave", () => highlight(graph, null));
}

function highlight(graph: Element, subgraph: string | null): void {
  graph.classList.toggle("has-highlight", subgraph !== null);
  for (const part of graph.querySelectorAll<SVGElement>("[data-subgraph]")) {
    part.classList.toggle("highlight", part.dataset.subgraph === subgraph);
  }
}
