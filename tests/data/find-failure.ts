/** What `write` fails with. @throws Error when it does not fail */
export async function findFailure(write: PromiseLike<unknown>): Promise<unknown> {
  try {
    await write;
  } catch (error) {
    return error;
  }
  throw new Error("nothing failed");
}
