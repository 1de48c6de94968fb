import { createHash } from "node:crypto";
import { forwardedFor } from "../fair-stack.ts";
import type { Attack, AttackTarget, FairnessRow } from "../fairness-row.ts";
import { formatCounts } from "../flood.ts";

interface Registered {
  readonly query: string;
  readonly extensions: object;
}

function register(query: string): Registered {
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  return { query, extensions: { persistedQuery: { version: 1, sha256Hash } } };
}

const USUAL = Array.from({ length: 20 }, (_, index) => register(`query Usual${index} { __typename }`));
const PADDED = Array.from({ length: 18 }, (_, index) => buildPadded(index, 240_000));
/** As large as documents may be, and together larger than the store. */
const MANY = Array.from({ length: 180 }, (_, index) => buildPadded(1_000 + index, 32_000));

function buildPadded(index: number, bytes: number): Registered {
  return register(`query Padded${index} { __typename }\n#${"x".repeat(bytes - 50)}`);
}

/** Documents that push those of others out of the store of persisted queries. */
export const fillPersistedQueries: Attack = {
  async run(target) {
    return [await fill(target, "18 documents of 240 KB", PADDED), await fill(target, "180 documents of 32 KB", MANY)];
  },
};

async function fill(
  { stack, attacker }: AttackTarget,
  what: string,
  documents: readonly Registered[],
): Promise<Omit<FairnessRow, "attack">> {
  const send = async (body: object, address: string) => {
    const { status, text } = await post(stack.router.url, body, address);
    return /"code":"(\w+)"/.exec(text)?.[1] ?? String(status);
  };
  for (const [index, document] of USUAL.entries()) await send(document, `203.0.113.${index + 1}`);
  const answers = new Map<string, number>();
  for (const document of documents) {
    const answer = await send(document, attacker);
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  const lost: string[] = [];
  for (const [index, { extensions }] of USUAL.entries()) {
    const answer = await send({ extensions }, `203.0.113.${index + 1}`);
    if (answer !== "200") lost.push(answer);
  }
  return {
    attacker: `registers ${what}: ${formatCounts(answers)}`,
    requests: USUAL.length,
    lost: lost.length,
    usualP99Ms: null,
    p99Ms: null,
    promise: "others' persisted queries stay",
    isKept: lost.length === 0,
    isInBounds: true,
  };
}

async function post(url: string, body: object, address: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...forwardedFor(address) },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}
