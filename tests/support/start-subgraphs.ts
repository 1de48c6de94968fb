import { nameVariable, OWN_SUBGRAPHS } from "./own-subgraphs.ts";
import { startProcess, type TestProcess, type Variables } from "./process.ts";

/** Processes of subgraphs, and what tells the router and one another where they are. */
export interface StartedSubgraphs {
  readonly subgraphs: readonly TestProcess[];
  readonly addresses: Variables;
}

/** Starts the subgraphs one after the other, each told where the earlier ones are. */
export async function startSubgraphs(variables: Variables): Promise<StartedSubgraphs> {
  const subgraphs: TestProcess[] = [];
  let addresses: Variables = {};
  for (const name of OWN_SUBGRAPHS) {
    const subgraph = await startProcess(`subgraphs/${name}/main`, { ...variables, ...addresses });
    subgraphs.push(subgraph);
    addresses = { ...addresses, ...describeAddress(subgraph) };
  }
  return { subgraphs, addresses };
}

function describeAddress({ name, url }: TestProcess): Variables {
  const address = { [nameVariable(name, "URL")]: `${url}/graphql` };
  return name === "accounts" ? { ...address, JWKS_URL: `${url}/.well-known/jwks.json` } : address;
}
