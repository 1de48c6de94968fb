import { expectNoneLost } from "../expect-none-lost.ts";
import { signToken } from "../fair-stack.ts";
import type { Attack } from "../fairness-row.ts";
import { serveDuringFlood } from "../serve-during-flood.ts";
import { findUsualReads } from "../usual-reads.ts";

const LONGEST_P99_MS = 500;

/** 248 KB: to normalise combining marks that are out of order takes the square of their number. */
const HOSTILE_TEXT = "\u0301".repeat(62_000) + "\u0323".repeat(62_000);
const SEARCHES = Array.from({ length: 5 }, (_, index) => `s${index}: books(search: $text) { totalCount }`);
const BODY = {
  query: `query ($text: String) { ${SEARCHES.join(" ")} }`,
  variables: { text: HOSTILE_TEXT },
};

/** A text that takes much longer to work on than to send. */
export const searchForHostileText: Attack = {
  async run(target) {
    const { stack, attacker } = target;
    const request = { body: BODY, token: signToken(stack, "attacker"), address: attacker };
    const figures = await serveDuringFlood(target, await findUsualReads(stack), {
      perSecond: 2,
      connections: 2,
      next: () => request,
    });
    return [expectNoneLost("searches for 248 KB of combining marks, five times a request", figures, LONGEST_P99_MS)];
  },
};
