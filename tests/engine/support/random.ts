/** A stream of pseudo-random decisions: the same seed makes the same decisions on every machine. */
export interface Random {
  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the choices. Throws when there is none. */
  pick<Choice>(choices: readonly Choice[]): Choice;
}

/** Makes a stream of its own for a seed of any text. */
export function createRandom(seed: string): Random {
  let state = hashText(seed) >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    return scramble(state) / 0x1_0000_0000;
  }
  function below(bound: number): number {
    return Math.floor(next() * bound);
  }
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (choices) => pickFrom(choices, below(choices.length)),
  };
}

/** A number from 0 to 2^32 - 1 that a text always gives (FNV-1a, then scrambled so that its low bits are worth taking). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return scramble(hash >>> 0);
}

/** One of the choices, decided by a text alone. Throws when there is none. */
export function pickByText<Choice>(choices: readonly Choice[], text: string): Choice {
  return pickFrom(choices, hashText(text) % choices.length);
}

function pickFrom<Choice>(choices: readonly Choice[], index: number): Choice {
  if (choices.length === 0) throw new Error("there is nothing to pick from");
  return choices[index] as Choice;
}

// The finalizer of MurmurHash3.
function scramble(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
