import { forwardedFor, signToken } from "../fair-stack.ts";
import type { Attack, AttackTarget, FairnessRow } from "../fairness-row.ts";
import { type FloodRequest, formatCounts, startFlood } from "../flood.ts";

/** Of one caller. An address has five times as much, however many sign in from it. */
const RATE = 20;
const ADDRESS_FACTOR = 5;
/** A bucket may be full at the start, and the clock of a busy machine is rough. */
const TOLERANCE = 1.2;
const MOST_REGISTRATIONS = 10;

const ACCOUNTS = Array.from({ length: 12 }, (_, index) => `attacker-${index}`);

/** The same network of an IPv6 customer, its addresses written in many ways. */
const SPELLINGS = [
  "2001:db8:0:7::1",
  "2001:DB8::7:0:0:0:2",
  "2001:0db8:0000:0007::3",
  "2001:db8:0:7:ffff:ffff:ffff:4",
  "2001:0DB8:0:0007:0:0:0.0.0.5",
];

/** One client who comes as many. */
export const multiplyAccounts: Attack = {
  variables: () => ({ RATE_LIMIT: String(RATE), RATE_LIMIT_BURST: String(RATE) }),
  async run(target) {
    const { stack, attacker } = target;
    const tokens = ACCOUNTS.map((account) => signToken(stack, account));
    const body = { query: "{ __typename }" };
    return [
      await count(target, "twelve accounts at one address", RATE * ADDRESS_FACTOR, (turn) => ({
        body,
        token: tokens[turn % tokens.length] ?? null,
        address: attacker,
      })),
      await count(target, "one IPv6 network in five spellings", RATE, (turn) => ({
        body,
        token: null,
        address: SPELLINGS[turn % SPELLINGS.length] ?? "",
      })),
      await registerMany(target),
    ];
  },
};

async function count(
  { stack, scale }: AttackTarget,
  what: string,
  perSecond: number,
  build: (turn: number) => FloodRequest,
): Promise<Omit<FairnessRow, "attack">> {
  let turn = 0;
  const startedAt = performance.now();
  const flood = startFlood({
    url: stack.router.url,
    perSecond: perSecond * 4,
    connections: 32,
    next: () => build(turn++),
  });
  await new Promise((resolve) => setTimeout(resolve, scale.attackSeconds * 500));
  const sent = flood.describe();
  const seconds = (performance.now() - startedAt) / 1_000;
  await flood.stop();
  const served = flood.answers.get("200") ?? 0;
  const most = Math.ceil(perSecond * (seconds + 1) * TOLERANCE);
  return {
    attacker: `${what}; ${sent}`,
    requests: 0,
    lost: 0,
    usualP99Ms: null,
    p99Ms: null,
    promise: `at most ${perSecond}/s, and as many at once`,
    isKept: served > 0 && served <= most,
    isInBounds: true,
  };
}

async function registerMany({ stack, attacker }: AttackTarget): Promise<Omit<FairnessRow, "attack">> {
  const answers = new Map<string, number>();
  for (const username of ACCOUNTS) {
    // Slower than the rate limit, which is not what is tried here.
    await new Promise((resolve) => setTimeout(resolve, 1_000 / RATE));
    const query = `mutation { register(username: "${username}", password: "${username}-password") { user { id } } }`;
    const { codes } = await stack.send(query, { headers: forwardedFor(attacker) });
    const [code = "registered"] = codes;
    answers.set(code, (answers.get(code) ?? 0) + 1);
  }
  return {
    attacker: `registers accounts: ${formatCounts(answers)}`,
    requests: 0,
    lost: 0,
    usualP99Ms: null,
    p99Ms: null,
    promise: `at most ${MOST_REGISTRATIONS} an hour from one address`,
    isKept: answers.get("registered") === MOST_REGISTRATIONS,
    isInBounds: true,
  };
}
