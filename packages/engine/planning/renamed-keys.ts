import type { FetchNode } from "@apollo/query-planner";

/** The data's keys for those of a fetch's answer that the planner made up where types conflict. */
export function readRenamedKeys({ outputRewrites = [] }: FetchNode): ReadonlyMap<string, string> {
  const renamers = outputRewrites.filter((one) => one.kind === "KeyRenamer");
  return new Map(renamers.map(({ path, renameKeyTo }) => [path.at(-1) ?? "", renameKeyTo]));
}
