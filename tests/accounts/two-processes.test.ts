import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Answer } from "../support/graphql-client.ts";
import { login, PASSWORD, refreshSession, register, renew, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

// Two processes of accounts on one database: what is counted or spent at one of them is so at the other.

const LIMITS = {
  LOGIN_ATTEMPTS_PER_ACCOUNT: "4",
  LOGIN_ATTEMPTS_PER_ADDRESS: "8",
  REGISTRATIONS_PER_ADDRESS: "3",
  REFRESHES_PER_ACCOUNT: "5",
  SESSIONS_PER_USER: "3",
  // More of them would count as attempts of one account at the same moment.
  PASSWORD_HASHES_AT_ONCE: "1",
};

const WRONG = "not this password";

let processes: readonly [RunningAccounts, RunningAccounts];
let lastAddress = 0;

beforeAll(async () => {
  const first = await startAccounts(LIMITS);
  processes = [first, await startAccounts({ ...LIMITS, DATA_DIR: first.dataDirectory })];
});

/** Both processes, as the router of a client at `address` sees them. */
function findBoth(address = nextAddress()): readonly [RunningAccounts, RunningAccounts] {
  const see = (accounts: RunningAccounts): RunningAccounts => ({
    ...accounts,
    send: (query, variables, options) =>
      accounts.send(query, variables, { ...options, headers: { "x-client-address": address } }),
  });
  return [see(processes[0]), see(processes[1])];
}

function nextAddress(): string {
  lastAddress += 1;
  return `192.0.2.${lastAddress}`;
}

/** Sends `count` operations at once, each other one to the other process. @returns their codes, in order of the alphabet */
async function sendAtOnce(
  count: number,
  act: (accounts: RunningAccounts, index: number) => Promise<Answer<unknown>>,
  address?: string,
): Promise<string[]> {
  const both = findBoth(address);
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => act(both[index % 2 ? 1 : 0], index)));
  return answers.map(({ codes }) => codes.join() || "done").sort();
}

/** `codes` as `sendAtOnce` gives them. */
function times(codes: Readonly<Record<string, number>>): string[] {
  return Object.entries(codes).flatMap(([code, count]) => Array<string>(count).fill(code));
}

describe("failed logins at two processes", () => {
  it("lock the account at both", async () => {
    const [one, other] = findBoth();
    await signUp(one, "guessed");
    const tried = [one, other, other, one, other, one];
    const codes: string[] = [];
    for (const accounts of tried) codes.push((await login(accounts, "guessed", WRONG)).codes.join());
    expect(codes).toEqual(times({ UNAUTHENTICATED: 4, RATE_LIMITED: 2 }));
    for (const accounts of findBoth()) expect((await login(accounts, "guessed")).codes).toEqual(["RATE_LIMITED"]);
  });

  it("are exactly as many as may be when they come at once", async () => {
    expect(await sendAtOnce(20, (accounts) => login(accounts, "rushed", WRONG))).toEqual(
      times({ RATE_LIMITED: 16, UNAUTHENTICATED: 4 }),
    );
  });

  it("from one address are as many as may be, for whatever accounts", async () => {
    expect(await sendAtOnce(20, (accounts, index) => login(accounts, `sprayed-${index}`, WRONG))).toEqual(
      times({ RATE_LIMITED: 12, UNAUTHENTICATED: 8 }),
    );
  });

  it("begin anew after the window, once for both", async () => {
    expect(await sendAtOnce(6, (accounts) => login(accounts, "patient", WRONG))).toEqual(
      times({ RATE_LIMITED: 2, UNAUTHENTICATED: 4 }),
    );
    await withDatabase(processes[0], (prisma) =>
      prisma.attemptCount.updateMany({ data: { windowEndsAt: new Date(Date.now() - 1) } }),
    );
    expect(await sendAtOnce(10, (accounts) => login(accounts, "patient", WRONG))).toEqual(
      times({ RATE_LIMITED: 6, UNAUTHENTICATED: 4 }),
    );
  });

  it("are forgotten at both when the right password comes in time", async () => {
    const [one, other] = findBoth();
    await signUp(one, "clumsy");
    for (let round = 0; round < 2; round += 1) {
      for (const accounts of [one, other, one]) await login(accounts, "clumsy", WRONG);
      expect((await login(other, "clumsy")).codes).toEqual([]);
    }
  });
});

describe("registrations at two processes", () => {
  it("from one address are exactly as many as may be", async () => {
    expect(await sendAtOnce(12, (accounts, index) => register(accounts, `swarm-${index}`))).toEqual(
      times({ RATE_LIMITED: 9, done: 3 }),
    );
  });

  it("of one name at once make one account", async () => {
    const codes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => register(findBoth()[index % 2 ? 1 : 0], "Wanted")),
    );
    expect(codes.map((answer) => answer.codes.join() || "done").sort()).toEqual(times({ CONFLICT: 7, done: 1 }));
  });
});

describe("a refresh token at two processes", () => {
  it("is spent by exactly one of many uses at once, which ends the sign-in", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { refreshToken } = await signUp(findBoth()[0], `hurried-${round}`);
      const answers = await Promise.all(
        Array.from({ length: 4 }, (_, index) => refreshSession(findBoth()[index % 2 ? 1 : 0], refreshToken)),
      );
      const renewed = answers.flatMap(({ data }) => data?.refreshSession ?? []);
      expect(renewed).toHaveLength(1);
      const [session] = renewed;
      for (const accounts of findBoth()) {
        expect((await refreshSession(accounts, session?.refreshToken ?? "")).codes).toEqual(["UNAUTHENTICATED"]);
      }
    }
  });

  it("that was spent at one ends the sign-in at the other", async () => {
    const [one, other] = findBoth();
    const { refreshToken } = await signUp(one, "stolen-from");
    const next = await renew(other, (await renew(one, refreshToken)).refreshToken);
    expect((await refreshSession(other, refreshToken)).codes).toEqual(["UNAUTHENTICATED"]);
    expect((await refreshSession(one, next.refreshToken)).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("renews as often as may be", async () => {
    const [one, other] = findBoth();
    let { refreshToken } = await signUp(one, "eager");
    for (const accounts of [one, other, one, other, one]) ({ refreshToken } = await renew(accounts, refreshToken));
    for (const accounts of [other, one]) {
      expect((await refreshSession(accounts, refreshToken)).codes).toEqual(["RATE_LIMITED"]);
    }
  });
});

describe("sessions of one user at two processes", () => {
  it("are at most as many as may be, also when they begin at once", async () => {
    await signUp(findBoth()[0], "everywhere");
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => login(findBoth()[index % 2 ? 1 : 0], "everywhere")),
    );
    expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
    const kept = await withDatabase(processes[0], (prisma) =>
      prisma.session.count({ where: { user: { usernameKey: "everywhere" } } }),
    );
    expect(kept).toBe(3);
  });

  it("are opened by no old password, however the change meets the sign-ins", async () => {
    const [one, other] = findBoth();
    const { accessToken } = await signUp(one, "changing");
    const change = one.send(
      "mutation ($current: String!, $next: String!) { changePassword(current: $current, next: $next) }",
      { current: PASSWORD, next: "another correct horse" },
      { token: accessToken },
    );
    const signIns = Promise.all(Array.from({ length: 3 }, () => login(other, "changing")));
    expect((await change).codes).toEqual([]);
    const opened = (await signIns).flatMap(({ data }) => data?.login ?? []);
    for (const { refreshToken } of opened) {
      expect((await refreshSession(other, refreshToken)).codes).toEqual(["UNAUTHENTICATED"]);
    }
  });
});
