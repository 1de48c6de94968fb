import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { login, me, PASSWORD, readRefusal, register } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

describe("register", () => {
  it("creates an account that is signed in and can sign in again", async () => {
    const { data } = await register(accounts, "  Grace.Hopper-1_ ");
    const user = data?.register.user;
    expect(user?.username).toBe("Grace.Hopper-1_");
    expect((await me(accounts, data?.register.accessToken)).data).toEqual({ me: user });
    expect((await login(accounts, "Grace.Hopper-1_")).data?.login.user).toEqual(user);
  });

  it.each([
    ["username", "a name of two characters", "ab", PASSWORD],
    ["username", "a name that only blanks make long enough", " ab ", PASSWORD],
    ["username", "an empty name", "", PASSWORD],
    ["username", "a name of 81 characters", "a".repeat(81), PASSWORD],
    ["username", "a name with a blank inside", "ada lovelace", PASSWORD],
    ["username", "a name with a letter beyond ASCII", "zoë.w", PASSWORD],
    ["username", "a name with a letter that lower-cases to ASCII", "\u212Aelvin", PASSWORD],
    ["username", "a name with a line break", "ada\nlovelace", PASSWORD],
    ["username", "a name with another sign", "ada@example", PASSWORD],
    ["password", "a password of seven characters", "tester", "1234567"],
    ["password", "a password that only blanks make long enough", "tester", "   1234567   "],
    ["password", "a password of blanks", "tester", " ".repeat(12)],
    ["password", "a password of seven emoji", "tester", "🔑".repeat(7)],
    ["password", "a password of 129 characters", "tester", "p".repeat(129)],
  ])("refuses as bad input, by its %s, %s", async (field, _case, username, password) => {
    const { data, errors } = await register(accounts, username, password);
    expect(data).toBeNull();
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "BAD_USER_INPUT", field }]);
    expect(errors?.[0]?.message.startsWith(field)).toBe(true);
  });

  it.each([
    ["a name of three characters", "abc", PASSWORD],
    ["a name of 80 characters", "n".repeat(80), PASSWORD],
    ["a password of eight characters", "shortest", "12345678"],
    ["a password of 128 characters", "longest", "p".repeat(128)],
    ["a password of 128 emoji", "emoji", "🔑".repeat(128)],
  ])("accepts %s", async (_case, username, password) => {
    expect((await register(accounts, username, password)).errors).toBeUndefined();
    expect((await login(accounts, username, password)).errors).toBeUndefined();
  });

  it("keeps the blanks around a password", async () => {
    await register(accounts, "blanks", "  twelve chars  ");
    expect((await login(accounts, "blanks", "  twelve chars  ")).errors).toBeUndefined();
    expect((await login(accounts, "blanks", "twelve chars")).data).toBeNull();
  });

  it("takes a letter and its composed form for the same in a password", async () => {
    await register(accounts, "accents", "cafe\u0301 cre\u0300me");
    expect((await login(accounts, "accents", "caf\u00e9 cr\u00e8me")).errors).toBeUndefined();
  });

  it.each(["taken", "TAKEN", "  Taken "])("refuses the taken name %j as a conflict", async (username) => {
    await register(accounts, "taken");
    expect(readRefusal(await register(accounts, username))).toEqual({
      data: null,
      refusals: [{ message: `The username "${username.trim()}" is taken.`, code: "CONFLICT" }],
    });
  });

  it("gives a name to one of many who register it at once", async () => {
    const names = ["racer", "Racer", "RACER", "racer", "rAcer", "racer", "raCer", "racer"];
    const answers = await Promise.all(names.map((name) => register(accounts, name)));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? "registered");
    expect(codes.sort()).toEqual([...Array<string>(7).fill("CONFLICT"), "registered"]);
  });

  it("keeps of a password an argon2id hash with the agreed cost", async () => {
    await register(accounts, "hashed");
    const hashes = await withDatabase(accounts, (prisma) =>
      prisma.user.findMany({ where: { usernameKey: "hashed" }, select: { passwordHash: true } }),
    );
    expect(hashes).toEqual([
      { passwordHash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]+\$[\w+/]+$/) },
    ]);
  });
});
