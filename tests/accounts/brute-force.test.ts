import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Answer, sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { login, logout, refreshSession, register, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

const LIMITS = {
  LOGIN_ATTEMPTS_PER_ACCOUNT: "4",
  LOGIN_ATTEMPTS_PER_ADDRESS: "12",
  REGISTRATIONS_PER_ACCOUNT: "3",
  REGISTRATIONS_PER_ADDRESS: "6",
  REFRESHES_PER_ACCOUNT: "3",
  REFRESHES_PER_ADDRESS: "5",
};

const WRONG = "not this password";
const UNAUTHENTICATED = "UNAUTHENTICATED";
const RATE_LIMITED = "RATE_LIMITED";

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts(LIMITS);
});
afterAll(() => accounts.stop());

/** The same accounts, as the router of a client at `address` sees it. */
function from(address: string): RunningAccounts {
  const headers = { "x-client-address": address };
  return { ...accounts, send: (query, variables) => accounts.send(query, variables, { headers }) };
}

let lastAddress = 0;

/** For tests that are about something else than the address. */
function fromElsewhere(): RunningAccounts {
  lastAddress += 1;
  return from(`192.0.2.${lastAddress}`);
}

async function repeat(times: number, act: () => Promise<Answer<unknown>>): Promise<string[]> {
  const codes: string[] = [];
  for (let time = 0; time < times; time += 1) codes.push(describeAnswer(await act()));
  return codes;
}

function describeAnswer({ codes }: Answer<unknown>): string {
  return codes.join() || "done";
}

describe("too many failed logins", () => {
  it("lock the account, with the right password too and from anywhere", async () => {
    await signUp(fromElsewhere(), "guessed");
    expect(await repeat(5, () => login(fromElsewhere(), "guessed", WRONG))).toEqual([
      ...Array<string>(4).fill(UNAUTHENTICATED),
      RATE_LIMITED,
    ]);
    expect(describeAnswer(await login(fromElsewhere(), "Guessed"))).toBe(RATE_LIMITED);
  });

  it("are told from those of an unknown user by nothing", async () => {
    await signUp(fromElsewhere(), "existing");
    const existing = await repeat(6, () => login(fromElsewhere(), "existing", WRONG));
    expect(await repeat(6, () => login(fromElsewhere(), "missing", WRONG))).toEqual(existing);
  });

  it("are answered with HTTP 429 and the seconds to wait", async () => {
    await repeat(4, () => login(fromElsewhere(), "waiting", WRONG));
    const { status, headers, data, errors } = await login(fromElsewhere(), "waiting", WRONG);
    const retryAfter = Number(headers.get("retry-after"));
    expect({ status, data }).toEqual({ status: 429, data: undefined });
    expect(errors?.[0]?.extensions).toEqual({ code: RATE_LIMITED, retryAfter });
    expect(retryAfter).toBeGreaterThan(800);
    expect(retryAfter).toBeLessThanOrEqual(900);
  });

  it("cost no hash once they are refused: a place to hash one password is enough for all of them", async () => {
    const narrow = await startAccounts({
      ...LIMITS,
      LOGIN_ATTEMPTS_PER_ADDRESS: "0",
      PASSWORD_HASHES_AT_ONCE: "1",
      PASSWORD_HASHES_WAITING: "0",
    });
    await repeat(4, () => login(narrow, "locked", WRONG));
    const answers = await Promise.all(Array.from({ length: 30 }, () => login(narrow, "locked", WRONG)));
    expect(answers.map(describeAnswer)).toEqual(Array<string>(30).fill(RATE_LIMITED));
    await narrow.stop();
  });

  it("are exactly as many when they come at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(fromElsewhere(), "rushed", WRONG)));
    const codes = answers.map(describeAnswer);
    expect(codes.filter((code) => code === UNAUTHENTICATED)).toHaveLength(4);
    expect(codes.filter((code) => code === RATE_LIMITED)).toHaveLength(16);
  });

  it("cannot be several of one request, which is refused whole and counts for none", async () => {
    const tryLogin = `login(username: "aliased", password: "${WRONG}") { accessToken }`;
    const mutation = `mutation { ${Array.from({ length: 10 }, (_, index) => `l${index}: ${tryLogin}`).join(" ")} }`;
    expect(await repeat(6, () => fromElsewhere().send(mutation))).toEqual(Array(6).fill("OPERATION_TOO_LARGE"));
    expect(describeAnswer(await login(fromElsewhere(), "aliased", WRONG))).toBe(UNAUTHENTICATED);
  });

  it("are forgotten when the right password comes in time", async () => {
    await signUp(fromElsewhere(), "clumsy");
    for (let time = 0; time < 3; time += 1) {
      await repeat(3, () => login(fromElsewhere(), "clumsy", WRONG));
      expect(describeAnswer(await login(fromElsewhere(), "clumsy"))).toBe("done");
    }
  });

  it("are forgiven after the window, and their rows deleted", async () => {
    await repeat(5, () => login(fromElsewhere(), "patient", WRONG));
    await withDatabase(accounts, (prisma) =>
      prisma.attemptCount.updateMany({ data: { windowEndsAt: new Date(Date.now() - 1) } }),
    );
    expect(describeAnswer(await login(fromElsewhere(), "patient", WRONG))).toBe(UNAUTHENTICATED);
  });

  it("from one address are refused for every account", async () => {
    const names = Array.from({ length: 14 }, (_, index) => `sprayed-${index}`);
    const codes: string[] = [];
    for (const name of names) codes.push(describeAnswer(await login(from("198.51.100.1"), name, WRONG)));
    expect(codes.slice(11)).toEqual([UNAUTHENTICATED, RATE_LIMITED, RATE_LIMITED]);
  });

  it("from one IPv6 network count as one address", async () => {
    const sent = Array.from({ length: 13 }, (_, index) => index);
    const codes: string[] = [];
    for (const index of sent) {
      codes.push(describeAnswer(await login(from(`2001:db8::${index + 1}`), `six-${index}`, WRONG)));
    }
    expect(codes.slice(11)).toEqual([UNAUTHENTICATED, RATE_LIMITED]);
    expect(describeAnswer(await login(from("2001:db8:0:1::1"), "six-other", WRONG))).toBe(UNAUTHENTICATED);
  });
});

describe("good logins", () => {
  it("are not limited, in a row or at once", async () => {
    await signUp(fromElsewhere(), "busy");
    const here = fromElsewhere();
    expect(await repeat(15, () => login(here, "busy"))).toEqual(Array(15).fill("done"));
    const answers = await Promise.all(Array.from({ length: 15 }, () => login(here, "busy")));
    expect(answers.map(describeAnswer)).toEqual(Array(15).fill("done"));
  });
});

describe("registrations", () => {
  it("of one name are limited", async () => {
    expect(await repeat(4, () => register(fromElsewhere(), "wanted"))).toEqual([
      "done",
      "CONFLICT",
      "CONFLICT",
      RATE_LIMITED,
    ]);
  });

  it("from one address are limited", async () => {
    let count = 0;
    const codes = await repeat(7, () => {
      count += 1;
      return register(from("198.51.100.2"), `newcomer-${count}`);
    });
    expect(codes).toEqual([...Array<string>(6).fill("done"), RATE_LIMITED]);
  });

  it("from one address are ten an hour where nothing else is said", async () => {
    const standard = await startAccounts({ REGISTRATIONS_PER_ADDRESS: "10" });
    const codes: string[] = [];
    for (let count = 0; count < 11; count += 1) {
      const { errors } = await register(standard, `usual-${count}`);
      codes.push(errors?.[0]?.extensions.code ?? "done");
      for (const { extensions } of errors ?? []) expect(extensions.retryAfter).toBeGreaterThan(3_500);
    }
    expect(codes).toEqual([...Array<string>(10).fill("done"), RATE_LIMITED]);
    await standard.stop();
  });
});

describe("refreshes", () => {
  it("of one account are limited, whatever the address, and the refused token stays good", async () => {
    let { refreshToken } = await signUp(fromElsewhere(), "restless");
    for (let time = 0; time < 3; time += 1) {
      const { data } = await refreshSession(fromElsewhere(), refreshToken);
      refreshToken = data?.refreshSession.refreshToken ?? "";
    }
    expect(describeAnswer(await refreshSession(fromElsewhere(), refreshToken))).toBe(RATE_LIMITED);
    await withDatabase(accounts, (prisma) => prisma.attemptCount.deleteMany());
    expect(describeAnswer(await refreshSession(fromElsewhere(), refreshToken))).toBe("done");
  });

  it("with a token that is dead are counted by the address alone: its owner's session lives on", async () => {
    const owner = await signUp(fromElsewhere(), "signed-out");
    const live = (await login(fromElsewhere(), "signed-out")).data?.login.refreshToken ?? "";
    await logout(accounts, owner.refreshToken);
    const used = (await login(fromElsewhere(), "signed-out")).data?.login.refreshToken ?? "";
    for (const dead of [owner.refreshToken, "never-issued"]) {
      const codes = await repeat(4, () => refreshSession(fromElsewhere(), dead));
      expect(codes).toEqual(Array(4).fill(UNAUTHENTICATED));
    }
    await withDatabase(accounts, (prisma) => prisma.attemptCount.deleteMany());
    expect(describeAnswer(await refreshSession(fromElsewhere(), live))).toBe("done");
    await refreshSession(fromElsewhere(), used);
    // Spent: the second use ends that session, and further ones mean nothing.
    expect(await repeat(4, () => refreshSession(fromElsewhere(), used))).toEqual(Array(4).fill(UNAUTHENTICATED));
    const again = (await login(fromElsewhere(), "signed-out")).data?.login.refreshToken ?? "";
    expect(describeAnswer(await refreshSession(fromElsewhere(), again))).toBe("done");
  });

  it("with a token that has expired are counted by the address alone", async () => {
    const { refreshToken } = await signUp(fromElsewhere(), "expired");
    await withDatabase(accounts, (prisma) =>
      prisma.session.updateMany({
        where: { user: { usernameKey: "expired" } },
        data: { expiresAt: new Date(Date.now() - 1) },
      }),
    );
    expect(await repeat(4, () => refreshSession(fromElsewhere(), refreshToken))).toEqual(
      Array(4).fill(UNAUTHENTICATED),
    );
    const live = (await login(fromElsewhere(), "expired")).data?.login.refreshToken ?? "";
    expect(describeAnswer(await refreshSession(fromElsewhere(), live))).toBe("done");
  });

  it("from one address are limited, also with tokens that are none", async () => {
    const codes = await repeat(6, () => refreshSession(from("198.51.100.3"), "made-up"));
    expect(codes).toEqual([...Array<string>(5).fill(UNAUTHENTICATED), RATE_LIMITED]);
  });
});

describe("the counts", () => {
  it("hold no name", async () => {
    await login(fromElsewhere(), "a-password-typed-as-a-name", WRONG);
    const rows = await withDatabase(accounts, (prisma) => prisma.attemptCount.findMany());
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows) expect(key).toMatch(/^[\w-]{43}$/);
  });

  it("outlive the process", async () => {
    await repeat(4, () => login(fromElsewhere(), "stubborn", WRONG));
    await accounts.stop();
    accounts = await startAccounts({ ...LIMITS, DATA_DIR: accounts.dataDirectory });
    expect(describeAnswer(await login(fromElsewhere(), "stubborn", WRONG))).toBe(RATE_LIMITED);
  });

  it("are deleted when they mean nothing any more", async () => {
    await withDatabase(accounts, (prisma) =>
      prisma.attemptCount.createMany({
        data: [
          { key: "old", count: 9, windowEndsAt: new Date(Date.now() - 1) },
          { key: "new", count: 9, windowEndsAt: new Date(Date.now() + 60_000) },
        ],
      }),
    );
    const restarted = await startAccounts({ ...LIMITS, DATA_DIR: accounts.dataDirectory });
    await login(restarted, "anybody", WRONG);
    const kept = await withDatabase(accounts, (prisma) =>
      prisma.attemptCount.findMany({ where: { key: { in: ["old", "new"] } } }),
    );
    expect(kept.map(({ key }) => key)).toEqual(["new"]);
  });
});

describe("through the router", () => {
  it("too many failed logins are HTTP 429 too, and beside other fields are not", async () => {
    const router = await startProcess("router/main", {
      ACCOUNTS_URL: `${accounts.url}/graphql`,
      JWKS_URL: `${accounts.url}/.well-known/jwks.json`,
    });
    const throughRouter: RunningAccounts = {
      ...accounts,
      url: router.url,
      send: (query, variables = {}) => sendOperation(router.url, query, { variables }),
    };
    await repeat(4, () => login(throughRouter, "routed", WRONG));
    const { status, headers, codes, errors } = await login(throughRouter, "routed", WRONG);
    expect({ status, codes }).toEqual({ status: 429, codes: [RATE_LIMITED] });
    expect(headers.get("retry-after")).toBe(String(errors?.[0]?.extensions.retryAfter));
    const mixed = await throughRouter.send(
      `mutation { logout(refreshToken: "none") login(username: "routed", password: "${WRONG}") { accessToken } }`,
    );
    expect({ status: mixed.status, codes: mixed.codes }).toEqual({ status: 200, codes: [RATE_LIMITED] });
  });
});
