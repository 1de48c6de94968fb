/** Where the frame of the Sandbox page is from. */
export const EMBEDDED_SANDBOX_ORIGIN = "https://sandbox.embed.apollographql.com";

/** Where Apollo Sandbox runs, as browsers name it in `Origin`: in Apollo's own site, or embedded. */
export const SANDBOX_ORIGINS = [
  "https://studio.apollographql.com",
  EMBEDDED_SANDBOX_ORIGIN,
  "https://explorer.embed.apollographql.com",
];
