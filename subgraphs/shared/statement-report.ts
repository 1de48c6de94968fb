import type { BaseContext } from "@apollo/server";
import type { FastifyInstance } from "fastify";
import {
  STATEMENTS_EXTENSION,
  STATEMENTS_HEADER,
} from "../../packages/server/graphql/executed-statements.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { findRecordedStatements, recordStatements } from "./database/statement-recording.ts";

/**
 * Adds the SQL statements of a request to the response's `extensions`, when a header asks for them. Not for production:
 * statements show how data is kept.
 */
export function createStatementReport(server: FastifyInstance): RequestListener<BaseContext> {
  // The body is read by now: its events would run outside the async context that begins here.
  server.addHook("preHandler", (request, _reply, done) => {
    if (request.headers[STATEMENTS_HEADER] === "1") recordStatements(done);
    else done();
  });
  return {
    willSendResponse({ response: { body } }) {
      const statements = findRecordedStatements();
      if (statements === null || body.kind !== "single") return;
      const { singleResult } = body;
      singleResult.extensions = { ...singleResult.extensions, [STATEMENTS_EXTENSION]: statements };
    },
  };
}
