import type { SendOptions } from "../../../support/graphql-client.ts";
import { forwardedFor } from "../fair-stack.ts";
import type { Attack } from "../fairness-row.ts";
import { formatCounts } from "../flood.ts";

const OWNER = "203.0.113.1";
const USES = 110;
const SIGN_IN = 'mutation { session: login(username: "editor", password: "editor-demo") { refreshToken } }';
const LOGOUT = "mutation ($token: String!) { logout(refreshToken: $token) }";
const REFRESH = "mutation ($token: String!) { session: refreshSession(refreshToken: $token) { refreshToken } }";

/** The refresh token of a session that its owner has ended, used again and again. */
export const useDeadTokens: Attack = {
  async run({ stack, attacker }) {
    const send = (query: string, address: string, variables: SendOptions["variables"] = {}) =>
      stack.send<{ session: { refreshToken: string } | null } | null>(query, {
        variables,
        headers: forwardedFor(address),
      });
    const signIn = async () => (await send(SIGN_IN, OWNER)).data?.session?.refreshToken;
    const [dead, live] = [await signIn(), await signIn()];
    await send(LOGOUT, OWNER, { token: dead });
    const answers = new Map<string, number>();
    for (let use = 0; use < USES; use++) {
      const [code = "accepted"] = (await send(REFRESH, attacker, { token: dead })).codes;
      answers.set(code, (answers.get(code) ?? 0) + 1);
    }
    const { data } = await send(REFRESH, OWNER, { token: live });
    const isServed = typeof data?.session?.refreshToken === "string";
    return [
      {
        attacker: `refreshes with a token that was logged out: ${formatCounts(answers)}`,
        requests: 1,
        lost: isServed ? 0 : 1,
        usualP99Ms: null,
        p99Ms: null,
        promise: "its owner's other session goes on",
        isKept: isServed && !answers.has("accepted"),
        isInBounds: true,
      },
    ];
  },
};
