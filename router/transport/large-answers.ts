/** From here on the answer of a subgraph is large: it takes several times its size until it has been sent on. */
export const LARGE_ANSWER_BYTES = 128 * 1024;
/** How many large answers are read at once; the others wait in the connections, where they take no memory of ours. */
const AT_ONCE = 2;

let reading = 0;
const waiting = new Set<() => void>();

/**
 * Asks for the turn to read the rest of a large answer. They are read a few at a time, in the order in which they came.
 * @param begin called later when it is not the turn yet
 * @returns whether it is the turn now
 */
export function takeTurn(begin: () => void): boolean {
  if (reading < AT_ONCE) reading += 1;
  else waiting.add(begin);
  return !waiting.has(begin);
}

/** Ends the turn of `begin`, or its wait for one. What has been read is sent on before the next turn. */
export function endTurn(begin: () => void): void {
  if (!waiting.delete(begin)) setImmediate(passTurn);
}

function passTurn(): void {
  const [next] = waiting;
  if (next === undefined) reading -= 1;
  else {
    waiting.delete(next);
    next();
  }
}
