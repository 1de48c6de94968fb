import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { me, signUp } from "./operations.ts";
import { failToStartAccounts, type RunningAccounts, startAccounts } from "./start-accounts.ts";

const RSA_KEY = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const RSA_PKCS8 = exportPem(RSA_KEY, "pkcs8");

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "accounts-keys-"));
});
afterAll(() => rm(dataDirectory, { recursive: true }));

describe("the development key", () => {
  it("is made once, for its owner's eyes, and outlives the process", async () => {
    const first = await startAccounts({ DATA_DIR: dataDirectory });
    const { accessToken, user } = await signUp(first, "patient");
    await first.stop();
    expect((await stat(join(dataDirectory, "signing-key.pem"))).mode & 0o777).toBe(0o600);
    const second = await startAccounts({ DATA_DIR: dataDirectory });
    expect((await me(second, accessToken)).data).toEqual({ me: user });
    await second.stop();
  });

  it("is one and the same for two processes that start at once", async () => {
    const folder = join(dataDirectory, "shared");
    const running = await Promise.all(["one", "two"].map((name) => startWithDatabase(folder, name)));
    const [one, two] = await Promise.all(running.map(fetchKid));
    await Promise.all(running.map((process) => process.stop()));
    expect(one).toBe(two);
    expect((await readdir(folder)).filter((name) => name.startsWith("signing-key"))).toEqual([
      "signing-key.pem",
    ]);
  });

  it("stops the start when its file holds something else, in words that say how to mend it", async () => {
    const folder = await mkdtemp(join(dataDirectory, "damaged-"));
    await writeFile(join(folder, "signing-key.pem"), "half a key");
    expect(await failToStartAccounts({ NODE_ENV: "development", DATA_DIR: folder })).toEqual({
      exitCode: 1,
      output: `accounts cannot start: ${folder}/signing-key.pem must be an unencrypted RSA private key of at least 2048 bits, in PEM form: delete it, and a new one is made\n`,
    });
  });
});

describe("JWT_PRIVATE_KEY", () => {
  it.each([
    ["PKCS 8", RSA_PKCS8],
    ["PKCS 1", exportPem(RSA_KEY, "pkcs1")],
    ["one line, with \\n for line breaks,", RSA_PKCS8.replaceAll("\n", "\\n")],
  ])("is read in production as %s and keeps no file", async (_form, pem) => {
    const folder = await mkdtemp(join(dataDirectory, "given-"));
    const accounts = await startAccounts({ NODE_ENV: "production", DATA_DIR: folder, JWT_PRIVATE_KEY: pem });
    const { accessToken, user } = await signUp(accounts, "customer");
    expect((await me(accounts, accessToken)).data).toEqual({ me: user });
    await accounts.stop();
    expect(await readdir(folder)).not.toContain("signing-key.pem");
  });

  it("has to be set in production, even beside a development key", async () => {
    expect(await failToStartAccounts({ NODE_ENV: "production", DATA_DIR: dataDirectory })).toEqual({
      exitCode: 1,
      output: expect.stringMatching(
        /^accounts cannot start: JWT_PRIVATE_KEY must be set in production: .+\n$/,
      ),
    });
  });

  it.each([
    ["is not PEM", "not a key"],
    ["is a public key", exportPublicPem()],
    ["has 1024 bits", exportPem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey, "pkcs8")],
    [
      "is an elliptic curve's",
      exportPem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, "pkcs8"),
    ],
    [
      "is for PSS only",
      exportPem(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey, "pkcs8"),
    ],
    ["is encrypted", exportEncryptedPem()],
  ])("stops the start when it %s, and is not shown", async (_case, pem) => {
    const { exitCode, output } = await failToStartAccounts({ NODE_ENV: "production", JWT_PRIVATE_KEY: pem });
    expect(exitCode).toBe(1);
    expect(output).toBe(
      "accounts cannot start: JWT_PRIVATE_KEY must be an unencrypted RSA private key of at least 2048 bits, in PEM form: give it the output of `openssl genrsa 2048`\n",
    );
  });
});

function startWithDatabase(folder: string, name: string): Promise<RunningAccounts> {
  return startAccounts({ DATA_DIR: folder, ACCOUNTS_DATABASE_URL: `file:${join(folder, name)}.db` });
}

async function fetchKid({ url }: RunningAccounts): Promise<unknown> {
  const response = await fetch(`${url}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: { kid: string }[] };
  return keys[0]?.kid;
}

function exportPem(key: KeyObject, type: "pkcs1" | "pkcs8"): string {
  return key.export({ type, format: "pem" }).toString();
}

function exportPublicPem(): string {
  return generateKeyPairSync("rsa", { modulusLength: 2048 })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();
}

function exportEncryptedPem(): string {
  const protection = { cipher: "aes-256-cbc", passphrase: "secret" };
  return RSA_KEY.export({ type: "pkcs8", format: "pem", ...protection }).toString();
}
