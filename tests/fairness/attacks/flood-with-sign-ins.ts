import { expectNoneLost } from "../expect-none-lost.ts";
import type { Attack } from "../fairness-row.ts";
import { serveDuringFlood } from "../serve-during-flood.ts";
import type { UsualOperation } from "../usual-clients.ts";

const LONGEST_P99_MS = 1_000;

const FIVE_SIGN_INS = `mutation { ${Array.from(
  { length: 5 },
  (_, index) => `s${index}: login(username: "attacker", password: "attacker-password") { user { id } }`,
).join(" ")} }`;

const REGISTER = `mutation {
  register(username: "attacker", password: "attacker-password") { accessToken }
}`;
const SIGN_IN = `mutation { login(username: "reader", password: "reader-demo") { user { id } } }`;

/** What asks for more password hashes than the machine makes. */
export const floodWithSignIns: Attack = {
  async run(target) {
    const { stack, attacker, scale } = target;
    await stack.send(REGISTER);
    const token = await stack.signIn("reader");
    const me: UsualOperation = { query: "{ me { username } }", token };
    // A password takes some 20 ms of a core to hash: few of the usual requests are sign-ins.
    const operations = [...Array<UsualOperation>(9).fill(me), { query: SIGN_IN, token: null }];
    const request = { body: { query: FIVE_SIGN_INS }, token: null, address: attacker };
    const figures = await serveDuringFlood(target, operations, {
      perSecond: 200 * scale.share,
      connections: 100,
      next: () => request,
    });
    return [
      expectNoneLost(`five sign-ins a request, ${200 * scale.share} requests/s`, figures, LONGEST_P99_MS),
    ];
  },
};
