/**
 * The line for the terminal when supergraph.yaml no longer lists the stack's processes, which are read at the start.
 * Empty when it does.
 * @param processes the names of the started processes, with the router
 */
export function explainOtherList(processes: readonly string[], listed: readonly string[]): string {
  const added = listed.filter((name) => !processes.includes(name));
  const removed = processes.filter((name) => name !== "router" && !listed.includes(name));
  if (added.length === 0 && removed.length === 0) return "";
  const changes = [...added.map((name) => `has ${name} now`), ...removed.map((name) => `has no ${name} now`)];
  return `supergraph.yaml ${changes.join(", ")}: stop npm run dev and start it again\n`;
}
