/** A larger answer of a subgraph is refused: parsing it would take the event loop and the memory from all others. */
export const MAXIMUM_ANSWER_BYTES = 16 * 1024 * 1024;

/** A larger answer takes several times its size until it has been sent on. It waits for its turn. */
export const LARGE_ANSWER_BYTES = 128 * 1024;
/** How many large answers are read at once. The others wait in the connections, where they take no memory of ours. */
const AT_ONCE = 2;
/** After so long without data a turn passes on, so that one hanging subgraph does not hold up the others' answers. */
const MAXIMUM_SILENCE_MS = 500;

let reading = 0;
const waiting = new Set<() => void>();
/** The turns under way, each with the timer that passes it on. */
const turns = new Map<() => void, NodeJS.Timeout>();

/**
 * Asks for the turn to read the rest of a large answer. Turns are given in the order of the requests for them.
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
  if (turns.delete(begin)) setImmediate(passTurn);
}

function startTurn(begin: () => void): void {
  turns.set(begin, setTimeout(endTurn, MAXIMUM_SILENCE_MS, begin).unref());
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
