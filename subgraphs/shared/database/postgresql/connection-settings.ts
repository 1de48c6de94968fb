import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { z } from "zod";
import { wholeNumber } from "../../../../packages/server/process/environment.ts";

/** How to connect to a PostgreSQL database, in the terms of the driver `pg`. */
export type ConnectionSettings = ReturnType<typeof readConnectionSettings>;

const filled = z.string().min(1, "must not be empty");

/** What a URL may say after its `?`. */
const known = {
  /** Where the subgraph's tables are. */
  schema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, "must be lower-case letters, digits and _")
    .default("public"),
  /** The most connections that one process has for its requests. */
  connection_limit: wholeNumber(1, 1_000).default(10),
  sslmode: z.enum(["disable", "require", "verify-full"], "must be disable, require or verify-full").default("disable"),
  /** A file with the certificates of authorities to trust, instead of Node's own. */
  sslrootcert: filled.optional(),
  /** The folder of a Unix socket, in place of the host before the `/`. */
  host: filled.optional(),
};
const parameters = z.strictObject(known, {
  error: ({ code }) => (code === "unrecognized_keys" ? `there are only ${Object.keys(known).join(", ")}` : undefined),
});

/** Whether a database URL is one of PostgreSQL. */
export function isPostgresql(url: string): boolean {
  return /^postgres(ql)?:/i.test(url);
}

/**
 * Reads `postgresql://user:password@host:5432/database?schema=…`. @throws Error saying what is wrong with it, without the
 * password
 */
export function readConnectionSettings(url: string) {
  const { host: urlHost, port, user, password, database, searchParams } = parseUrl(url);
  const { host, schema, connection_limit, sslmode, sslrootcert } = readParameters(searchParams);
  if (sslrootcert !== undefined && sslmode !== "verify-full")
    throw new Error("has a sslrootcert: that needs sslmode=verify-full");
  if (database === "") throw new Error("must name a database: postgresql://user:password@host:5432/<database>");
  return {
    host: host ?? (urlHost || "localhost"),
    port: Number(port || 5432),
    user,
    password,
    database,
    schema,
    maximumConnections: connection_limit,
    ssl: sslmode !== "disable" && {
      rejectUnauthorized: sslmode === "verify-full",
      ...(sslrootcert !== undefined && { ca: readAuthorities(sslrootcert) }),
    },
  };
}

/** The database as a person at the terminal may see it: without its password. */
export function describeDatabase(url: string): string {
  if (!isPostgresql(url)) return url;
  const { host, port, database, schema } = readConnectionSettings(url);
  return `postgresql://${isIPv6(host) ? `[${host}]` : host}:${port}/${database}?schema=${schema}`;
}

function readAuthorities(file: string): string {
  try {
    const authorities = readFileSync(file, "utf8");
    // TLS would take a file without a certificate for an empty list.
    new X509Certificate(authorities);
    return authorities;
  } catch (error) {
    throw new Error(`has a sslrootcert ${file} that cannot be used: ${(error as Error).message}`);
  }
}

function parseUrl(url: string) {
  try {
    const { hostname, port, username, password, pathname, searchParams, hash } = new URL(url);
    // Without "//", what comes next would be the database's name, the password included.
    if (!/^\w+:\/\//.test(url) || hash !== "") throw new Error("not a URL of a database");
    // Brackets belong to an address of IPv6 in a URL alone.
    const decoded = [hostname.replace(/^\[|\]$/g, ""), username, password, pathname.slice(1)].map(decodeURIComponent);
    const [host = "", user = "", secret = "", database = ""] = decoded;
    return { host, port, user, password: secret, database, searchParams };
  } catch {
    throw new Error(
      "must be a URL: postgresql://user:password@host:5432/database; in user and password, write special characters as %23",
    );
  }
}

function readParameters(given: URLSearchParams): z.output<typeof parameters> {
  const result = parameters.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => [...path, message].join(" "));
  throw new Error(`has a parameter that cannot be used: ${problems.join("; ")}`);
}
