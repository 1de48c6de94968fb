/** From here on the answer of a subgraph is large: it takes several times its size until it has been sent on. */
export const LARGE_ANSWER_BYTES = 128 * 1024;
/** How many large answers are read at once; the others wait in the connections, where they take no memory of ours. */
const AT_ONCE = 2;
/** A turn in which nothing comes for so long passes on: one subgraph that hangs holds up no answers of the others. */
const LONGEST_SILENCE_MS = 500;

let reading = 0;
const waiting = new Set<() => void>();
/** The turns under way, each with what passes it on. */
const turns = new Map<() => void, NodeJS.Timeout>();

/**
 * Asks for the turn to read the rest of a large answer. They are read a few at a time, in the order in which they came.
 * @param begin called later when it is not the turn yet
 * @returns whether it is the turn now
 */
export function takeTurn(begin: () => void): boolean {
  if (reading === AT_ONCE) {
    waiting.add(begin);
    return false;
  }
  reading += 1;
  startTurn(begin);
  return true;
}

/** More of the answer has come. */
export function continueTurn(begin: () => void): void {
  turns.get(begin)?.refresh();
}

/** Ends the turn of `begin`, or its wait for one. What has been read is sent on before the next turn. */
export function endTurn(begin: () => void): void {
  waiting.delete(begin);
  clearTimeout(turns.get(begin));
  // One that has passed on already has none.
  if (turns.delete(begin)) setImmediate(passTurn);
}

function startTurn(begin: () => void): void {
  turns.set(begin, setTimeout(endTurn, LONGEST_SILENCE_MS, begin).unref());
}

function passTurn(): void {
  const [next] = waiting;
  if (next === undefined) {
    reading -= 1;
    return;
  }
  waiting.delete(next);
  startTurn(next);
  next();
}
