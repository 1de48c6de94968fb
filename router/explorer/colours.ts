/** How many colours the style sheet has for subgraphs; further ones begin again. */
const COLOURS = 8;

/** The class that gives an element the colour of the subgraph at `index`. */
export function colourClass(index: number): string {
  return `colour-${index % COLOURS}`;
}
