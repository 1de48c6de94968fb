import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { findPrograms, startServer, type TestServer } from "../../postgresql/start-server.ts";
import { createSubgraphCaller } from "../../support/caller.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { startRefusingProcess, type Variables } from "../../support/process.ts";
import { prepareDatabase } from "../../support/test-database.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook } from "../books/operations.ts";
import { startBooks } from "../events/service-pair.ts";

const authority = makeCertificate();
const stranger = makeCertificate();
const certified = makeCertificate(authority);
const VERIFIED = `sslmode=verify-full&sslrootcert=${authority.certificate}`;

let server: TestServer;
/** Beside the processes, over the socket. */
let beside: pg.Client;

beforeAll(async () => {
  server = await startServer(findPrograms() ?? "", {
    access: ["local all all trust", "hostssl all all 127.0.0.0/8 trust"],
    settings: { listen_addresses: "127.0.0.1,127.0.0.2" },
    certified,
  });
  beside = new pg.Client({ host: server.folder, port: server.port, user: "postgres", database: "postgres" });
  await beside.connect();
});

afterAll(async () => {
  await beside.end();
  await server.remove();
});

function configure(parameters: string, host = "127.0.0.1"): Variables {
  const url = `${server.url.replace("127.0.0.1", host)}postgres?schema=books&${parameters}`;
  return { BOOKS_DATABASE_URL: url };
}

/** What books says when it does not start. */
async function refuse(variables: Variables): Promise<string> {
  const { exitCode, output } = await startRefusingProcess("subgraphs/books/main", {
    DATA_DIR: createDataFolder(),
    ...variables,
  });
  expect(exitCode).toBe(1);
  expect(output.trim().split("\n")).toHaveLength(1);
  return output;
}

describe("a server with a certificate", () => {
  it.each([
    ["verified", VERIFIED],
    ["taken as it is", "sslmode=require"],
  ])("%s, is used over TLS by every connection", async (_how, parameters) => {
    const { books, librarian } = await startBooks(configure(parameters));
    await createBook(librarian, "Encrypted");
    const { rows } = await beside.query(
      `SELECT DISTINCT "ssl" FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
       WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    expect(rows).toEqual([{ ssl: true }]);
    await books.stop();
  });

  it.each([
    ["of an authority that is not known", "sslmode=verify-full", undefined, "unable to verify the first certificate"],
    [
      "of another authority",
      `sslmode=verify-full&sslrootcert=${stranger.certificate}`,
      undefined,
      "unable to verify the first certificate",
    ],
    ["for another host", VERIFIED, "127.0.0.2", "Hostname/IP does not match certificate's altnames"],
    ["if it is not asked for", "sslmode=disable", undefined, "no encryption"],
  ])("%s, is refused at the start", async (_what, parameters, host, reason) => {
    expect(await refuse(configure(parameters, host))).toContain(reason);
  });

  it("that becomes another one's, is used no more until it is the right one again", async () => {
    const { books, token } = await startBooks(configure(VERIFIED));
    const librarian = createSubgraphCaller(books.url, token);
    const cut = () =>
      beside.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()");
    await server.certify(makeCertificate(stranger));
    await cut();
    const add = () => librarian.send('mutation { addBook(title: "T", author: "A") { id } }');
    const refused = await waitFor("a refusal", async () => {
      const answer = await add();
      return answer.errors === undefined ? null : answer;
    });
    expect(refused.errors?.map(({ message, extensions }) => ({ message, ...extensions }))).toEqual([
      { message: "The database cannot be reached right now. Try again.", code: "SERVICE_UNAVAILABLE", retryAfter: 1 },
    ]);
    expect((await fetch(`${books.url}/health/ready`)).status).toBe(503);
    await server.certify(certified);
    await waitFor("books to be saved again", async () => (await add()).errors === undefined);
  });
});

it("a server without TLS is refused at the start, if it is asked for", async () => {
  const url = await prepareDatabase(createDataFolder(), "books");
  const said = await refuse({ BOOKS_DATABASE_URL: `${url}&sslmode=require` });
  expect(said).toContain("The server does not support SSL connections");
});

describe("sslrootcert", () => {
  const folder = createDataFolder();
  const empty = join(folder, "empty.pem");
  writeFileSync(empty, "no certificate");

  it.each([
    ["a file that is not there", "sslmode=verify-full&sslrootcert=/nowhere.pem", /sslrootcert .*\/nowhere\.pem/],
    ["a file without a certificate", `sslmode=verify-full&sslrootcert=${empty}`, /sslrootcert .*empty\.pem/],
    ["without verify-full", `sslmode=require&sslrootcert=${empty}`, /sslrootcert: that needs sslmode=verify-full/],
  ])("is refused: %s", async (_what, parameters, reason) => {
    expect(await refuse({ BOOKS_DATABASE_URL: `postgresql://u:secret@h/d?${parameters}` })).toMatch(reason);
  });
});
