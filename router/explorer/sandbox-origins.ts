/** The origin of the frame in the Sandbox page. */
export const EMBEDDED_SANDBOX_ORIGIN = "https://sandbox.embed.apollographql.com";

/** The origins of Apollo Sandbox: Apollo's own site, and its frames in other pages. */
export const SANDBOX_ORIGINS = [
  "https://studio.apollographql.com",
  EMBEDDED_SANDBOX_ORIGIN,
  "https://explorer.embed.apollographql.com",
];
