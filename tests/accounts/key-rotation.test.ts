import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { createRsaSigner } from "../support/access-tokens.ts";
import type { Answer } from "../support/graphql-client.ts";
import { startStack } from "../support/stack.ts";
import { waitFor } from "../support/wait-for.ts";

/** A minute in four seconds, so that the keys' real times can be lived through. */
const CLOCK = {
  NODE_OPTIONS: `--import=${pathToFileURL(join("tests", "support", "fast-clock.mjs")).href}`,
  CLOCK_START: String(Date.now()),
  CLOCK_RATE: "15",
};

const stack = await startStack({
  ...CLOCK,
  // Signatures are good for 30 seconds, of which this clock leaves two.
  ROUTER_AUTH: "header",
  // Subgraphs measure by this clock what time they are given: as long as ever by a real one.
  SUBGRAPH_TIMEOUT_MS: "30000",
  OPERATION_TIMEOUT_MS: "120000",
  REFRESHES_PER_ACCOUNT: "0",
  REFRESHES_PER_ADDRESS: "0",
  SESSIONS_PER_USER: "0",
});

// Router and items have the keys from accounts, each for itself.
const QUERY = "{ me { username } items(first: 1) { totalCount } }";
const EXPECTED = { me: { username: "reader" }, items: { totalCount: 24 } };

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Signs in, works and refreshes until it is told to stop, as clients do. */
function startTraffic() {
  const failures: unknown[] = [];
  const kids = new Map<string, number>();
  const stranger = createRsaSigner();
  let isStopped = false;

  async function use(token: string): Promise<void> {
    const answer = await stack.send(QUERY, { token });
    const kid = jwt.decode(token, { complete: true })?.header.kid ?? "";
    kids.set(kid, (kids.get(kid) ?? 0) + 1);
    if (JSON.stringify(answer.data) !== JSON.stringify(EXPECTED)) failures.push({ kid, ...describeAnswer(answer) });
  }

  async function ask(mutation: string, field: string): Promise<Session> {
    const answer = await stack.send<Record<string, Session | null> | null>(mutation);
    const session = answer.data?.[field];
    if (session == null) throw new Error(JSON.stringify(describeAnswer(answer)));
    await use(session.accessToken);
    return session;
  }

  const signIn = () =>
    ask('mutation { login(username: "reader", password: "reader-demo") { accessToken refreshToken } }', "login");
  const refresh = ({ refreshToken }: Session) =>
    ask(`mutation { refreshSession(refreshToken: "${refreshToken}") { accessToken refreshToken } }`, "refreshSession");

  async function repeat(step: () => Promise<unknown>): Promise<void> {
    while (!isStopped) await step().catch((error: unknown) => failures.push(String(error)));
  }

  async function run(first: Session): Promise<void> {
    let latest = await signIn();
    await Promise.all([
      repeat(() => use(first.accessToken)),
      repeat(signIn),
      repeat(async () => {
        latest = await refresh(latest);
      }),
      // Whoever makes key ids up has the keys fetched as often as may be, and so at the worst moment.
      repeat(async () => {
        const { status } = await stack.send(QUERY, { token: stranger.sign() });
        if (status !== 401) failures.push(`a stranger got ${status}`);
      }),
    ]);
  }

  return {
    failures,
    kids,
    signIn,
    run,
    stop: () => {
      isStopped = true;
    },
  };
}

it("a key is rotated under traffic: no request fails, and tokens of the old key stay good", async () => {
  const traffic = startTraffic();
  const first = await traffic.signIn();
  const running = traffic.run(first);
  await rotateKey();
  const [oldKid = ""] = traffic.kids.keys();
  const [, newKid = ""] = await waitFor(
    "the new key to sign",
    () => traffic.kids.size === 2 && [...traffic.kids.keys()],
    60_000,
  );
  const oldUses = traffic.kids.get(oldKid) ?? 0;
  await waitFor(
    "more of both keys",
    () => (traffic.kids.get(oldKid) ?? 0) > oldUses + 10 && (traffic.kids.get(newKid) ?? 0) > 20,
    60_000,
  );
  traffic.stop();
  await running;
  expect(traffic.failures.slice(0, 3)).toEqual([]);
}, 150_000);

/** Runs `npm run account -- rotate-key`, with the default lead. */
async function rotateKey(): Promise<void> {
  const env = { PATH: process.env.PATH, DATA_DIR: stack.dataFolder, ...CLOCK };
  await promisify(execFile)(process.execPath, ["--import", "tsx", "scripts/account.ts", "rotate-key"], {
    env,
  });
}

function describeAnswer({ status, body }: Answer<unknown>): object {
  return { status, body };
}
