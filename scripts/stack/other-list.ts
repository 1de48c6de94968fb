/**
 * The line for a terminal where the stack's processes are no longer those that supergraph.yaml lists: they are read
 * once, at the start. Empty where they are.
 * @param processes the names of those that were started, the router among them
 */
export function explainOtherList(processes: readonly string[], listed: readonly string[]): string {
  const added = listed.filter((name) => !processes.includes(name));
  const removed = processes.filter((name) => name !== "router" && !listed.includes(name));
  if (added.length === 0 && removed.length === 0) return "";
  const changes = [...added.map((name) => `has ${name} now`), ...removed.map((name) => `has no ${name} now`)];
  return `supergraph.yaml ${changes.join(", ")}: stop npm run dev and start it again\n`;
}
