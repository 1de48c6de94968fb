import { expectNoneLost } from "../expect-none-lost.ts";
import type { Attack } from "../fairness-row.ts";
import { serveDuringFlood } from "../serve-during-flood.ts";
import type { UsualOperation } from "../usual-clients.ts";

const LONGEST_P99_MS = 1_000;

const ONE_SIGN_IN = signInTimes(1);
const FIVE_SIGN_INS = signInTimes(5);

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
    const perSecond = 200 * scale.share;
    const flood = (query: string) =>
      serveDuringFlood(target, operations, {
        perSecond,
        connections: 100,
        next: () => ({ body: { query }, token: null, address: attacker }),
      });
    return [
      expectNoneLost(`five sign-ins a request, ${perSecond} requests/s`, await flood(FIVE_SIGN_INS), LONGEST_P99_MS),
      expectNoneLost(`one sign-in a request, ${perSecond} requests/s`, await flood(ONE_SIGN_IN), LONGEST_P99_MS),
    ];
  },
};

function signInTimes(count: number): string {
  const fields = Array.from(
    { length: count },
    (_, index) => `s${index}: login(username: "attacker", password: "attacker-password") { user { id } }`,
  );
  return `mutation { ${fields.join(" ")} }`;
}
