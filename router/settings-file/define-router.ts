import type { RouterConfiguration } from "./router-settings.ts";

export type { RouterConfiguration } from "./router-settings.ts";

/** Gives `settings` their type in `router.config.ts`. */
export function defineRouter(settings: RouterConfiguration): RouterConfiguration {
  return settings;
}
