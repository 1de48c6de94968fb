import { setTimeout as delay } from "node:timers/promises";
import type { GraphQLError } from "graphql";
import type { SchedulePlanning } from "../../packages/engine/engine.ts";
import { findOwner, type RequestSender } from "../../packages/identity/request-owner.ts";
import { serviceUnavailable } from "../../packages/server/errors/error-codes.ts";
import { refuseForNow } from "../../packages/server/errors/retry-after.ts";
import { createFairQueue } from "../../packages/server/overload/fair-queue.ts";
import type { OperationDeadline } from "../transport/operation-deadline.ts";

/** How many new operations wait, and how many of one caller: as many as a client sends when it starts. */
const MAXIMUM_WAITING = 128;
const MAXIMUM_WAITING_PER_CALLER = 32;
/** A turn ends after so long in any case: its request waits for something else. */
const MAXIMUM_TURN_MS = 500;

/** A request with a new operation. */
export interface PlanningContext extends RequestSender {
  readonly deadline: Pick<OperationDeadline, "isCancelled" | "remainingMs">;
}

/** The right of a request to be validated and planned now. */
export interface PlanningTurn {
  /** Passes the turn on, after as long a pause as it took. */
  end(): void;
}

/** Shares the work on new operations among callers. */
export type PlanningTurns = ReturnType<typeof createPlanningTurns>;

/**
 * Makes what shares the work on new operations. To plan a short document takes some tens of milliseconds, which hold up
 * all else. Callers, and networks of anonymous ones, have turns one after the other. After each the event loop is free
 * for as long, so new operations take half of a core at most. Known ones do not wait.
 */
export function createPlanningTurns() {
  const queue = createFairQueue({
    atOnce: 1,
    waiting: MAXIMUM_WAITING,
    waitingPerKey: MAXIMUM_WAITING_PER_CALLER,
    workName: "new operations",
  });

  /** Waits for a turn. @throws SERVICE_UNAVAILABLE, HTTP 503, if too much waits already, or the deadline has passed */
  function begin(context: PlanningContext): Promise<PlanningTurn> {
    const { deadline } = context;
    return new Promise((resolve, reject) => {
      const takeTurn = async () => {
        if (deadline.isCancelled || deadline.remainingMs() <= 0) return reject(refuse(TOO_LATE));
        const startedAt = performance.now();
        await waitForEnd(resolve);
        const tookMs = performance.now() - startedAt;
        if (tookMs >= 1) await delay(tookMs);
      };
      queue.run(findOwner(context), takeTurn).catch((refusal) => reject(refuse(refusal)));
    });
  }

  /** Plans at once if the request has its turn; else it waits for one. */
  const schedule: SchedulePlanning<PlanningContext & { readonly planningTurn: PlanningTurn | null }> = async (
    context,
    plan,
  ) => {
    if (context.planningTurn !== null) return plan();
    const turn = await begin(context);
    try {
      return plan();
    } finally {
      turn.end();
    }
  };

  return { begin, schedule };
}

/** Hands over a turn. @returns when it is over */
function waitForEnd(handOver: (turn: PlanningTurn) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, MAXIMUM_TURN_MS);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    handOver({ end });
  });
}

const TOO_LATE = serviceUnavailable("The operation could not be planned in time. Try again in 1 second.", 1);

/** Nothing was executed, and the same request may succeed later (RFC 9110 §15.6.4). */
function refuse({ message, extensions: { retryAfter } }: GraphQLError): GraphQLError {
  return refuseForNow({ code: "SERVICE_UNAVAILABLE", message, retryAfter: Number(retryAfter) });
}
