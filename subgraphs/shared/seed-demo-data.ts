import { isUniqueConflict } from "./database/prisma-errors.ts";
import { waitForLock } from "./database/wait-for-lock.ts";

/**
 * Lets `seed` fill an empty database where demo data is wanted. It writes fixed ids in one statement: when two processes
 * start at once, the second finds the work done.
 */
export async function seedDemoData(
  { seedDemo }: { readonly seedDemo: boolean },
  seed: () => Promise<void>,
): Promise<void> {
  if (!seedDemo) return;
  try {
    await waitForLock(seed);
  } catch (error) {
    if (!isUniqueConflict(error)) throw error;
  }
}
