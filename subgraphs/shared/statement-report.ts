import { AsyncLocalStorage } from "node:async_hooks";
import type { BaseContext } from "@apollo/server";
import type { FastifyInstance } from "fastify";
import type { ExecutionResult } from "graphql";
import {
  type ExecutedStatement,
  roundMilliseconds,
  STATEMENTS_EXTENSION,
  STATEMENTS_HEADER,
} from "../../packages/server/graphql/executed-statements.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { finishedStatements } from "./database/finished-statement.ts";

/** As `createStatementReport` does for requests: adds the statements of one event of a stream, if its request asked. */
export function reportEvent(execute: () => Promise<ExecutionResult> | ExecutionResult) {
  const ofRequest = recordings.getStore();
  if (ofRequest === undefined) return execute();
  // What was read of the log. The stream may be open for days.
  ofRequest.length = 0;
  const statements: ExecutedStatement[] = [];
  return recordings.run(statements, async () => {
    const result = await execute();
    return { ...result, extensions: { ...result.extensions, [STATEMENTS_EXTENSION]: statements } };
  });
}

// Prisma's own query events would be on for every statement or for none; this costs next to nothing until a request asks.
const recordings = new AsyncLocalStorage<ExecutedStatement[]>();

/** Adds a request's SQL statements to `extensions` if a header asks. Not for production: they show how data is kept. */
export function createStatementReport(server: FastifyInstance): RequestListener<BaseContext> {
  const record = (message: unknown) => {
    const { sql, milliseconds } = message as ExecutedStatement;
    recordings.getStore()?.push({ sql, milliseconds: roundMilliseconds(milliseconds) });
  };
  finishedStatements.subscribe(record);
  server.addHook("onClose", async () => void finishedStatements.unsubscribe(record));
  // The body is read by now: its events would run outside the async context that begins here.
  server.addHook("preHandler", (request, _reply, done) => {
    if (request.headers[STATEMENTS_HEADER] === "1") recordings.run([], done);
    else done();
  });
  return {
    willSendResponse({ response: { body } }) {
      const statements = recordings.getStore();
      if (statements === undefined || body.kind !== "single") return;
      const { singleResult } = body;
      singleResult.extensions = { ...singleResult.extensions, [STATEMENTS_EXTENSION]: statements };
    },
  };
}
