import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { stopAfterTests } from "../../../support/started-processes.ts";
import { type FairStack, forwardedFor, signToken } from "../fair-stack.ts";
import type { Attack, AttackScale } from "../fairness-row.ts";
import { serveDuringAttack } from "../usual-clients.ts";
import { findUsualReads } from "../usual-reads.ts";

const SOCKETS = 220;
const COMMENTS = 100;
const ANSWERS_BEFORE = 20;
const LONGEST_P99_MS = 500;
const MOST_GROWTH_MB = 64;
const GONE_WITHIN_SECONDS = 20;
/** Of each of four bytes: the longest text that a comment may have. */
const BODY = "\u{1f4da}".repeat(250);

/** Clients that ask for much and read nothing of it. */
export const readNothing: Attack = {
  variables: ({ share }) => (share < 1 ? { SEND_TIMEOUT_MS: "1000" } : {}),
  async run({ stack, scale, attacker }) {
    const query = await writeMuch(stack);
    const body = JSON.stringify({ query });
    const token = signToken(stack, "attacker");
    const socketCount = Math.round(SOCKETS * scale.share);
    // A router in service has answered as much before, to those who read it.
    for (let answer = 0; answer < ANSWERS_BEFORE; answer++) await stack.send(query, { token });
    let memoryBeforeMb = readMemoryMb(stack);
    let peakMb = 0;
    let sockets: Socket[] = [];
    const ports = new Set<number | undefined>();
    const watch = setInterval(() => {
      if (sockets.length > 0) peakMb = Math.max(peakMb, readMemoryMb(stack));
    }, 100);
    const figures = await serveDuringAttack(stack, scale, await findUsualReads(stack), () => {
      memoryBeforeMb = readMemoryMb(stack);
      sockets = Array.from({ length: socketCount }, () => openAndAsk(stack, { body, token, address: attacker }));
      for (const socket of sockets) socket.once("connect", () => ports.add(socket.localPort));
      return { stop: async () => undefined };
    });
    const goneAfter = await waitUntilGone(stack, ports, scale);
    clearInterval(watch);
    if (ports.size < socketCount) throw new Error(`only ${ports.size} of ${socketCount} sockets were opened`);
    const whole = await countWhole(sockets);
    const growthMb = peakMb - memoryBeforeMb;
    return [
      {
        attacker: `${socketCount} sockets that read nothing of 2.9 MB each: router ${memoryBeforeMb} to ${peakMb} MB, ${
          goneAfter === null ? "sockets left" : `all gone after ${goneAfter.toFixed(0)} s`
        }, ${whole} whole answers${figures.losses.length > 0 ? `; others got ${figures.losses[0]}` : ""}`,
        requests: figures.requests,
        lost: figures.lost,
        usualP99Ms: figures.usualP99Ms,
        p99Ms: figures.p99Ms,
        promise: `none lost, p99 ≤ ${LONGEST_P99_MS} ms, + ≤ ${MOST_GROWTH_MB} MB, gone within ${GONE_WITHIN_SECONDS} s`,
        isKept: figures.lost === 0 && goneAfter !== null,
        isInBounds: (figures.p99Ms ?? Infinity) <= LONGEST_P99_MS && growthMb <= MOST_GROWTH_MB,
      },
    ];
  },
};

/** Fills a book with comments. @returns a query of 2.8 KB whose answer has 2.9 MB */
async function writeMuch(stack: FairStack): Promise<string> {
  const token = await stack.signIn("reader");
  const { data } = await stack.send<{ books: { nodes: { id: string }[] } }>("{ books(first: 1) { nodes { id } } }", {
    token,
  });
  const bookId = data.books.nodes[0]?.id;
  const query = "mutation ($bookId: ID!, $body: String!) { addComment(bookId: $bookId, body: $body) { id } }";
  for (let index = 0; index < COMMENTS; index++) {
    const headers = forwardedFor(`192.0.2.${index + 1}`);
    const writer = signToken(stack, `writer-${index}`);
    const { codes } = await stack.send(query, { token: writer, variables: { bookId, body: BODY }, headers });
    if (codes.length > 0) throw new Error(`no comment could be added: ${codes.join()}`);
  }
  const aliases = Array.from({ length: 26 }, (_, index) => `${`a${index}`.padEnd(99, "_")}:body`);
  return `{ comments(bookId: "${bookId}", first: 100, after: ${JSON.stringify(await findEnd(stack, token, bookId))}) { nodes { ${aliases.join(" ")} } } }`;
}

/** The cursor before the comments that were added. */
async function findEnd(stack: FairStack, token: string, bookId: string | undefined): Promise<string | null> {
  const query = `{ book(id: "${bookId}") { commentCount comments(first: 100) { edges { cursor node { body } } } } }`;
  interface Edge {
    readonly cursor: string;
    readonly node: { readonly body: string };
  }
  const { data } = await stack.send<{ book: { comments: { edges: Edge[] } } }>(query, { token });
  const edges = data.book.comments.edges;
  const first = edges.findIndex(({ node }) => node.body === BODY);
  return edges[first - 1]?.cursor ?? null;
}

interface Question {
  readonly body: string;
  readonly token: string;
  readonly address: string;
}

function openAndAsk({ router }: FairStack, { body, token, address }: Question): Socket {
  const { hostname, port } = new URL(router.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.pause();
  const head = [
    "POST /graphql HTTP/1.1",
    `host: ${hostname}:${port}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    `authorization: Bearer ${token}`,
    `x-forwarded-for: ${address}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  stopAfterTests(async () => socket.destroy());
  return socket;
}

/** @returns after how many seconds the router had no connection with these ports any more; null when it took too long */
async function waitUntilGone(
  stack: FairStack,
  ports: ReadonlySet<number | undefined>,
  { attackSeconds }: AttackScale,
): Promise<number | null> {
  const startedAt = performance.now() - attackSeconds * 1_000;
  for (;;) {
    const seconds = (performance.now() - startedAt) / 1_000;
    if (!readOpenPorts(stack).some((port) => ports.has(port))) return seconds;
    if (seconds > GONE_WITHIN_SECONDS) return null;
    await delay(100);
  }
}

/** How many clients get the whole of an answer when at last they read. */
async function countWhole(sockets: readonly Socket[]): Promise<number> {
  const endings = sockets.map(async (socket) => {
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk) => {
      text = (text + String(chunk)).slice(-8);
    });
    socket.resume();
    await Promise.race([new Promise((resolve) => socket.once("close", resolve)), delay(500)]);
    return text.endsWith("]}}}") || text.endsWith("]}}\n");
  });
  return (await Promise.all(endings)).filter(Boolean).length;
}

/** How much memory the router has now: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function readMemoryMb({ router }: FairStack): number {
  const status = readFileSync(`/proc/${router.process.pid}/status`, "utf8");
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

/** The clients' ports of the connections that the router has open now. */
function readOpenPorts({ router }: FairStack): readonly number[] {
  const connections = readFileSync(`/proc/${router.process.pid}/net/tcp`, "utf8");
  // State 01 is an established connection: what the router has closed is not its burden any more.
  const open = [...connections.matchAll(/^\s*\d+: \w+:(\w{4}) \w+:(\w{4}) 01 /gm)];
  const own = Number(new URL(router.url).port);
  const readPort = (text = "") => Number.parseInt(text, 16);
  return open.filter(([, local]) => readPort(local) === own).map(([, , remote]) => readPort(remote));
}
