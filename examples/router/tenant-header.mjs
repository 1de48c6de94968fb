// ROUTER_CONFIG=examples/router/tenant-header.mjs: subgraphs learn the tenant from the token, never from the client.
export default {
  headers: { request: [{ set: "x-tenant-id", claim: "tenant" }] },
};
