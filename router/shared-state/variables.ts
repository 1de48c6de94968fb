import * as z from "zod";

/** The server of the Redis protocol, which several routers share. */
export const sharedStateVariables = {
  REDIS_URL: z
    .string()
    .refine(
      isRedisUrl,
      "must be redis://[user:password@]host[:port][/database], or rediss:// for TLS; in user and password, write special characters as %23",
    )
    // Blanks around it, such as the end of a line, are no part of it.
    .transform((text) => new URL(text).href)
    .optional(),
};

/** What routers share by; null: they share nothing. */
export type SharedStateSettings = ReturnType<typeof buildSharedStateSettings>;

/**
 * Builds the settings from the values of `sharedStateVariables`.
 * @param secret seals what is shared; null: anyone who can write to the server can read it, and put another in its place
 */
export function buildSharedStateSettings(
  { REDIS_URL: url }: z.output<z.ZodObject<typeof sharedStateVariables>>,
  secret: string | null,
) {
  return url === undefined ? null : { url, secret };
}

function isRedisUrl(text: string): boolean {
  try {
    const { protocol, username, password, hostname, pathname, search, hash } = new URL(text);
    decodeURIComponent(username + password);
    return /^rediss?:$/.test(protocol) && hostname !== "" && /^(?:\/\d{0,4})?$/.test(pathname) && search + hash === "";
  } catch {
    return false;
  }
}
