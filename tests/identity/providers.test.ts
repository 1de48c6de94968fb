import { describe, expect, it } from "@jest/globals";
import { nowInSeconds, type TokenPart } from "../support/access-tokens.ts";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import { startProcess, type Variables } from "../support/process.ts";
import { createProviderKey } from "../support/provider-keys.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const SDL = 'type Query { books: String @requiresScopes(scopes: [["read:books"]]) }';

const now = nowInSeconds();
const times = { iat: now, nbf: now, exp: now + 300 };

interface Provider {
  readonly variables: Variables;
  readonly header: TokenPart;
  readonly access: TokenPart;
  /** The claim that grants, with nothing in it. */
  readonly bare: TokenPart;
  readonly identity: TokenPart;
  /** What the provider publishes of a key besides its own members. */
  readonly published: TokenPart;
}

const AUTH0: Provider = {
  variables: {
    JWT_ISSUER: "https://library.eu.auth0.com/",
    JWT_AUDIENCE: "https://api.library.test",
    JWT_TYPES: "at+jwt,JWT",
    JWT_SCOPE_CLAIMS: "scope,permissions",
  },
  published: { alg: "RS256", use: "sig", kid: "auth0-1", x5t: "auth0-1" },
  header: { typ: "JWT", kid: "auth0-1" },
  access: {
    iss: "https://library.eu.auth0.com/",
    sub: "auth0|65a1",
    aud: ["https://api.library.test", "https://library.eu.auth0.com/userinfo"],
    azp: "client-1",
    scope: "openid profile",
    permissions: ["read:books"],
    ...times,
  },
  bare: { permissions: [] },
  identity: {
    iss: "https://library.eu.auth0.com/",
    sub: "auth0|65a1",
    aud: "https://api.library.test",
    nonce: "n-1",
    name: "Reader",
    ...times,
  },
};

const OKTA: Provider = {
  variables: {
    JWT_ISSUER: "https://library.okta.com/oauth2/default",
    JWT_AUDIENCE: "api://default",
    JWT_TYPES: "none",
    JWT_SCOPE_CLAIMS: "scp",
  },
  published: { alg: "RS256", use: "sig", kid: "okta-1" },
  header: { kid: "okta-1" },
  access: {
    ver: 1,
    jti: "AT.1",
    iss: "https://library.okta.com/oauth2/default",
    aud: "api://default",
    cid: "client-1",
    uid: "00u1",
    sub: "reader@library.test",
    scp: ["openid", "read:books"],
    ...times,
  },
  bare: { scp: ["openid"] },
  identity: {
    ver: 1,
    jti: "ID.1",
    iss: "https://library.okta.com/oauth2/default",
    aud: "api://default",
    sub: "00u1",
    at_hash: "hash",
    ...times,
  },
};

const ENTRA: Provider = {
  variables: {
    JWT_ISSUER: "https://login.microsoftonline.com/tenant/v2.0",
    JWT_AUDIENCE: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
    JWT_TYPES: "JWT",
    JWT_SCOPE_CLAIMS: "scp, roles",
  },
  // Entra says neither an algorithm nor operations.
  published: { use: "sig", kid: "entra-1", x5t: "entra-1" },
  header: { typ: "JWT", kid: "entra-1" },
  access: {
    iss: "https://login.microsoftonline.com/tenant/v2.0",
    aud: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
    azp: "client-1",
    oid: "oid-1",
    sub: "pairwise-1",
    scp: "user.read read:books",
    roles: ["Librarian"],
    ver: "2.0",
    ...times,
  },
  bare: { scp: "user.read" },
  identity: {
    iss: "https://login.microsoftonline.com/tenant/v2.0",
    aud: "6e74172b-be56-4843-9ff4-e66a39bb12e3",
    sub: "pairwise-1",
    nonce: "n-1",
    ver: "2.0",
    ...times,
  },
};

const KEYCLOAK: Provider = {
  variables: {
    JWT_ISSUER: "https://sso.library.test/realms/main",
    JWT_AUDIENCE: "library-api",
    JWT_TYPES: "JWT",
  },
  published: { alg: "RS256", use: "sig", kid: "keycloak-1" },
  header: { typ: "JWT", kid: "keycloak-1" },
  access: {
    typ: "Bearer",
    iss: "https://sso.library.test/realms/main",
    aud: ["library-api", "account"],
    azp: "web",
    sub: "f3a1",
    // Keycloak before version 25 repeats it here.
    nonce: "n-1",
    scope: "openid read:books",
    realm_access: { roles: ["reader"] },
    ...times,
  },
  bare: { scope: "openid" },
  identity: {
    typ: "ID",
    iss: "https://sso.library.test/realms/main",
    aud: "library-api",
    sub: "f3a1",
    ...times,
  },
};

const subgraph = await startFakeSubgraph(answerJson({ data: { books: "all of them" } }));
const SUPERGRAPH_PATH = writeSupergraph([{ name: "only", url: subgraph.url, sdl: SDL }]);

const PROVIDERS = { Auth0: AUTH0, Okta: OKTA, Entra: ENTRA, Keycloak: KEYCLOAK };
const served = await Promise.all(
  Object.entries(PROVIDERS).map(async ([name, provider]) => {
    const key = createProviderKey("RS256");
    const { url } = await startKeyPublisher([{ ...key.jwk, ...provider.published }]);
    const variables = { SUPERGRAPH_PATH, JWKS_URL: url, ...provider.variables };
    return [name, { ...provider, key, router: await startProcess("router/main", variables) }] as const;
  }),
);

describe.each(served)("a token of %s", (_name, { key, router, header, access, bare, identity }) => {
  const send = (claims: TokenPart, change: TokenPart = {}) =>
    sendOperation(router.url, "{ books }", { token: key.sign({ ...header, ...change }, claims) });

  it("grants what its scopes say", async () => {
    expect(await send(access)).toMatchObject({ status: 200, data: { books: "all of them" } });
  });

  it("grants nothing else", async () => {
    expect(await send({ ...access, ...bare })).toMatchObject({ codes: ["FORBIDDEN"] });
  });

  it.each([
    ["for its identity", identity, {}],
    ["for another audience", { ...access, aud: "https://other.test" }, {}],
    ["of an issuer that is written almost so", { ...access, iss: `${access.iss}/` }, {}],
    ["that is used for something else", { ...access, token_use: "id" }, {}],
    ["to refresh", { ...access, typ: "Refresh" }, {}],
    ["that tells of a sign-out", { ...access, events: {} }, {}],
    ["of a type that is not listed", access, { typ: "secevent+jwt" }],
    ["of a type that says there is none", access, { typ: "none" }],
  ])("is refused when it is one %s", async (_what, claims, change) => {
    expect(await send(claims, change)).toMatchObject({ status: 401, codes: ["UNAUTHENTICATED"] });
  });
});
