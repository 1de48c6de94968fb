import { expectNoneLost } from "../expect-none-lost.ts";
import { signToken } from "../fair-stack.ts";
import type { Attack } from "../fairness-row.ts";
import { serveDuringFlood } from "../serve-during-flood.ts";
import { findUsualReads } from "../usual-reads.ts";

const LONGEST_P99_MS = 500;
const FRAGMENTS =
  "fragment A on Book { title author comments(first: 1) { nodes { ...B } } } fragment B on Comment { body author { username } }";

/** A document that no other equals, and that takes long to plan for its length. */
function buildDocument(number: number): string {
  const fields = Array.from({ length: 20 }, (_, index) => `a${index}: book(id: "x") { ...A }`);
  return `query N${number} { ${fields.join(" ")} } ${FRAGMENTS}`;
}

/** Documents that each have to be planned. */
export const floodWithNewDocuments: Attack = {
  async run(target) {
    const { stack, attacker } = target;
    const token = signToken(stack, "attacker");
    let number = 0;
    const figures = await serveDuringFlood(target, await findUsualReads(stack), {
      perSecond: Infinity,
      connections: 8,
      next: () => ({ body: { query: buildDocument(++number) }, token, address: attacker }),
    });
    const bytes = Buffer.byteLength(buildDocument(1_000));
    return [expectNoneLost(`new documents of ${bytes} bytes over eight connections`, figures, LONGEST_P99_MS)];
  },
};
