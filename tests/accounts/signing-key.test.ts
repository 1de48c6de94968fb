import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { loadKeyRing } from "../../subgraphs/accounts/key-ring.ts";
import type { SigningKey } from "../../subgraphs/accounts/signing-key.ts";
import { makeFifo } from "../support/odd-files.ts";
import { me, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";

const { privateKey: RSA_KEY, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const RSA_PKCS8 = exportPem(RSA_KEY, "pkcs8");
const RSA_PUBLIC = publicKey.export({ type: "spki", format: "pem" }).toString();

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
    expect(await listKeyFiles(folder)).toEqual(["signing-key.pem"]);
  });

  it("is one and the same for many who load it at once", async () => {
    const folder = join(dataDirectory, "crowded");
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadKey(null, folder)));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect(await listKeyFiles(folder)).toEqual(["signing-key.pem"]);
  });

  it("stops the start when its file holds something else", async () => {
    const folder = await mkdtemp(join(dataDirectory, "damaged-"));
    await writeFile(join(folder, "signing-key.pem"), RSA_PKCS8.slice(0, 200));
    await expect(loadKey(null, folder)).rejects.toEqual(
      new StartupError(
        `${folder}/signing-key.pem must be an unencrypted RSA private key of at least 2048 bits, in PEM form: delete it, and a new one is made`,
      ),
    );
  });

  it("stops the start when its file is a FIFO, rather than wait for somebody who writes to it", async () => {
    const folder = await mkdtemp(join(dataDirectory, "blocked-"));
    const file = makeFifo(join(folder, "signing-key.pem"));
    await expect(loadKey(null, folder)).rejects.toThrow(`${file}: it is a FIFO, not a regular file`);
  });

  it("stops the start when its file cannot be read", async () => {
    const folder = await mkdtemp(join(dataDirectory, "blocked-"));
    await mkdir(join(folder, "signing-key.pem"));
    await expect(loadKey(null, folder)).rejects.toEqual(
      new StartupError(
        "the development key cannot be kept (EISDIR: illegal operation on a directory, read): set JWT_PRIVATE_KEY, or DATA_DIR to another folder",
      ),
    );
  });
});

describe("JWT_PRIVATE_KEY", () => {
  it.each([
    ["PKCS 8", RSA_PKCS8],
    ["PKCS 1", exportPem(RSA_KEY, "pkcs1")],
    ["one line, with \\n for line breaks", RSA_PKCS8.replaceAll("\n", "\\n")],
  ])("is read as %s", async (_form, pem) => {
    const { privateKey } = await loadKey(pem);
    expect(privateKey.equals(RSA_KEY)).toBe(true);
  });

  it.each([
    ["is not PEM", "not a key"],
    ["is a public key", RSA_PUBLIC],
    ["has 1024 bits", exportPem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey, "pkcs8")],
    ["is an elliptic curve's", exportPem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, "pkcs8")],
    ["is for PSS only", exportPem(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey, "pkcs8")],
    ["is encrypted", exportEncryptedPem(RSA_KEY)],
  ])("stops the start when it %s, and is not shown", async (_case, pem) => {
    await expect(loadKey(pem)).rejects.toEqual(
      new StartupError(
        "JWT_PRIVATE_KEY must be an unencrypted RSA private key of at least 2048 bits, in PEM form: give it the output of `openssl genrsa 2048`",
      ),
    );
  });
});

async function loadKey(privateKeyPem: string | null, folder = dataDirectory): Promise<SigningKey> {
  const settings = { privateKeyPem, dataDirectory: folder, keyLeadSeconds: 0 };
  const ring = await loadKeyRing(settings, () => undefined);
  ring.close();
  return ring.signingKey();
}

function startWithDatabase(folder: string, name: string): Promise<RunningAccounts> {
  return startAccounts({ DATA_DIR: folder, ACCOUNTS_DATABASE_URL: `file:${join(folder, name)}.db` });
}

async function fetchKid({ url }: RunningAccounts): Promise<unknown> {
  const response = await fetch(`${url}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: { kid: string }[] };
  return keys[0]?.kid;
}

async function listKeyFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith("signing-key"));
}

function exportPem(key: KeyObject, type: "pkcs1" | "pkcs8"): string {
  return key.export({ type, format: "pem" }).toString();
}

function exportEncryptedPem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" }).toString();
}
