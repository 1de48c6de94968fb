/** How long this process computed for `work`, in seconds: unlike the clock, it does not count what others compute. */
export async function measureOwnSeconds<Result>(
  work: () => Promise<Result> | Result,
): Promise<{ readonly result: Result; readonly seconds: number }> {
  const start = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(start);
  return { result, seconds: (user + system) / 1e6 };
}
