import type { FastifyRequest } from "fastify";
import { isRecord } from "../../packages/server/is-record.ts";
import type { IdentifiedSender, IdentifyCaller } from "../request/identify-caller.ts";
import { type ClaimedIdentity, claimIdentity } from "./socket-request.ts";

/** Who uses a socket, by the last token. */
export interface SocketSender extends IdentifiedSender {
  readonly claim: ClaimedIdentity;
}

/**
 * Finds who uses a socket: by the token in a payload, else by the request that opened it.
 * @throws as `identifyCaller`
 */
export async function identifySender(
  upgrade: FastifyRequest,
  payload: unknown,
  identifyCaller: IdentifyCaller,
): Promise<SocketSender> {
  const claim = claimIdentity(upgrade, findAuthorization(payload) ?? upgrade.headers.authorization ?? null);
  const request = { ip: upgrade.ip, ...claim };
  return { ...(await identifyCaller(request, { log: upgrade.log, summary: {} })), claim };
}

/** The token in the payload of a message, as in a header; null: there is none. */
export function findAuthorization(payload: unknown): string | null {
  const { authorization, Authorization: capitalized = authorization } = isRecord(payload) ? payload : {};
  return typeof capitalized === "string" ? capitalized : null;
}

/** Whether `next` may go on in the place of `sender`: the same caller, who may do no less. */
export function mayReplace({ caller: before }: IdentifiedSender, { caller: next }: IdentifiedSender): boolean {
  if (before === null || next === null || before.id !== next.id || before.issuer !== next.issuer) return false;
  return [...before.scopes].every((scope) => next.scopes.has(scope));
}
