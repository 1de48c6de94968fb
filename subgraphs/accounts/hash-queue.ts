import type * as z from "zod";
import type { FairQueueSettings } from "../../packages/server/overload/fair-queue.ts";
import { wholeNumber } from "../../packages/server/process/environment.ts";

/** How many passwords are hashed at once, each in a thread of its own, and how many wait. */
export const hashQueueVariables = {
  PASSWORD_HASHES_AT_ONCE: wholeNumber(1, 16).default(2),
  PASSWORD_HASHES_WAITING: wholeNumber(0, 10_000).default(64),
};

/** The share of one address in the hashes that wait. */
const SHARE_OF_ADDRESS = 0.75;

/** The settings that `values` give. */
export function buildHashQueueSettings({
  PASSWORD_HASHES_AT_ONCE,
  PASSWORD_HASHES_WAITING,
}: z.output<z.ZodObject<typeof hashQueueVariables>>): FairQueueSettings {
  return {
    atOnce: PASSWORD_HASHES_AT_ONCE,
    waiting: PASSWORD_HASHES_WAITING,
    waitingPerKey: Math.ceil(PASSWORD_HASHES_WAITING * SHARE_OF_ADDRESS),
    workName: "sign-ins",
  };
}
