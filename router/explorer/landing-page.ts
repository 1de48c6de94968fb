import type { ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";

/** Where Apollo's hosted and embedded explorers run, as browsers name it in `Origin`. */
export const EXPLORER_ORIGINS = [
  "https://studio.apollographql.com",
  "https://sandbox.embed.apollographql.com",
  "https://explorer.embed.apollographql.com",
];

/** Apollo Sandbox, embedded, with an operation to start from and without its usage telemetry. */
export function createLandingPage(): ApolloServerPlugin {
  return ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false },
    footer: false,
  });
}
