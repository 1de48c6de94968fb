import { createHash } from "node:crypto";
import type { Pool } from "undici";
import { judgeAnswer } from "../../support/outcomes.ts";
import type { Traffic } from "./traffic.ts";
import { findUnexplainedNulls } from "./unexplained-nulls.ts";

/** Somebody with an account. */
export interface Client {
  readonly username: string;
  readonly password: string;
  token: string;
  refreshToken: string;
}

/** What all clients share. */
export interface Connection {
  readonly pool: Pool;
  readonly traffic: Traffic;
}

/** One operation. */
export interface Asked {
  /** For people, such as `read a book`. */
  readonly operation: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  /** Whether null has a meaning when the answer is there, so that it needs no error. */
  readonly mayBeNull?: () => boolean;
}

/** What came of it. */
export interface Reply<Data> {
  /** Null where the answer has none, or none came. */
  readonly data: Data | null;
  /** The answer, or the error of the connection. */
  readonly text: string;
}

interface Received {
  readonly text: string;
  readonly status: number;
}

/** A client that has no answer by then gives up. */
const PATIENCE_MS = 5_000;

/**
 * Sends one operation, once, and notes how it went. Sent by its hash, as clients with persisted queries do; with its
 * text where the router asks for that.
 */
export async function ask<Data>({ pool, traffic }: Connection, asked: Asked): Promise<Reply<Data>> {
  const sentAt = performance.now();
  const { text, status } = await sendByHash(pool, asked).catch((error: unknown) => ({
    text: String(error),
    status: 0,
  }));
  const kind = status === 200 ? judgeAnswer(text) : "failed";
  traffic.requests.push({ operation: asked.operation, kind, sentAt, endedAt: performance.now(), text });
  if (status !== 200) return { data: null, text };
  const answer = JSON.parse(text) as { data?: Data | null };
  if (asked.mayBeNull?.() !== true) {
    for (const path of findUnexplainedNulls(answer)) traffic.wrong.push(`${asked.operation}: ${path} is null: ${text}`);
  }
  return { data: answer.data ?? null, text };
}

async function sendByHash(pool: Pool, asked: Asked): Promise<Received> {
  const sha256Hash = createHash("sha256").update(asked.query).digest("hex");
  const { variables, token } = asked;
  const body = { variables, extensions: { persistedQuery: { version: 1, sha256Hash } } };
  const received = await send(pool, body, token);
  if (!received.text.includes('"PERSISTED_QUERY_NOT_FOUND"')) return received;
  return send(pool, { ...body, query: asked.query }, token);
}

async function send(pool: Pool, sent: object, token?: string): Promise<Received> {
  const { statusCode, body } = await pool.request({
    method: "POST",
    path: "/graphql",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(sent),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: statusCode, text: await body.text() };
}
