import { setTimeout as delay } from "node:timers/promises";
import { loadSubgraph } from "../../packages/composition/load-subgraph.ts";
import { toOneLine } from "../../packages/composition/problem.ts";
import { loadSupergraphConfig } from "../../packages/composition/supergraph-config.ts";
import { readRequestSigner } from "../../packages/server/router-auth/sign-request.ts";
import { SUPERGRAPH_CONFIG } from "../list-subgraphs.ts";

/** How long `npm run dev` rests before it asks remote subgraphs for their schemas again. */
const POLL_INTERVAL_MS = 3_000;

/**
 * Loads schemas, and keeps the last one of each remote subgraph: it stands in while the subgraph cannot be asked. `tell`
 * gets one line when that begins, and one when it ends.
 */
export function createRemoteSchemas(tell: (line: string) => void) {
  const lastGood = new Map<string, Awaited<ReturnType<typeof loadSubgraph>>>();
  const unreadable = new Set<string>();

  const load: typeof loadSubgraph = async (subgraph, introspection) => {
    if (subgraph.schema.kind === "file") return loadSubgraph(subgraph, introspection);
    const key = `${subgraph.name} ${subgraph.schema.url}`;
    try {
      const schema = await loadSubgraph(subgraph, introspection);
      if (unreadable.delete(key)) tell(`the schema of ${subgraph.name} can be read again`);
      lastGood.set(key, schema);
      return schema;
    } catch (error) {
      const known = lastGood.get(key);
      const reason = `the schema of ${subgraph.name} cannot be read: the graph stays as it is. ${(error as Error).message}`;
      if (!unreadable.has(key)) tell(toOneLine(reason));
      unreadable.add(key);
      if (known === undefined) throw error;
      return { ...known, routingUrl: subgraph.routingUrl };
    }
  };

  return {
    load,
    /**
     * Asks the remote subgraphs of supergraph.yaml again and again, until `signal` stops it. `onChange` is called when a
     * schema is another one than before, and awaited.
     */
    async follow(onChange: () => Promise<void>, signal: AbortSignal): Promise<void> {
      let seen = "";
      while (!signal.aborted) {
        const found = await readRemotes(load);
        if (found !== null && found !== seen && !signal.aborted) {
          seen = found;
          await onChange();
        }
        await delay(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** The schemas of all remote subgraphs; null while one cannot be read, which is told elsewhere, or when there are none. */
async function readRemotes(load: typeof loadSubgraph): Promise<string | null> {
  try {
    const { subgraphs } = loadSupergraphConfig(SUPERGRAPH_CONFIG, process.env);
    const introspection = { signRequest: readRequestSigner(process.env) };
    const asked = subgraphs.filter(({ schema }) => schema.kind === "introspection");
    const schemas = await Promise.all(asked.map((subgraph) => load(subgraph, introspection)));
    return schemas.length === 0 ? null : JSON.stringify(schemas.map(({ sdl }) => sdl));
  } catch {
    return null;
  }
}
