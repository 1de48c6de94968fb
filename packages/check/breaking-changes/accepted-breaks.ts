import type { Place } from "../../composition/problem.ts";
import type { CheckContext } from "../step.ts";

/** At the end of the changed line: `# accept-break FIELD_TYPE_CHANGED -- every client reads null`. */
const COMMENT = /#\s*accept-break\s+([A-Z_]+)\s+--\s+(\S.*?)\s*$/;

/** The reason of a comment at one of `places` that accepts a break of the kind `code`; null when there is none. */
export function findAcceptance(
  code: string,
  places: readonly Place[],
  subgraphs: CheckContext["subgraphs"],
): string | null {
  for (const { line, subgraph } of places) {
    const sdl = subgraphs.find(({ name }) => name === subgraph)?.sdl;
    if (sdl === undefined || line === null) continue;
    const [, accepted, reason] = COMMENT.exec(sdl.split(/\r\n|\n|\r/)[line - 1] ?? "") ?? [];
    if (accepted === code && reason !== undefined) return reason;
  }
  return null;
}
