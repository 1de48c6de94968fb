// ROUTER_CONFIG=examples/router/mutation-audit.mjs: a line of JSON for each mutation that a subgraph was asked for.
export default {
  onSubgraphResponse({ subgraph, kind, requestId, caller, failure, milliseconds }) {
    if (kind !== "mutation") return;
    const line = { audit: { subgraph, requestId, caller: caller?.id ?? null, failure, milliseconds } };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  },
};
