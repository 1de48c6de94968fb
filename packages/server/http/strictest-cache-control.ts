/** Directives that each make an answer stricter (RFC 9111 §5.2.2), the strictest first. */
const STRICTER = [
  "no-store",
  "private",
  "no-cache",
  "no-transform",
  "must-revalidate",
  "proxy-revalidate",
  "must-understand",
];
const AGES = ["max-age", "s-maxage"];

/**
 * The strictest of two `Cache-Control` headers: each restriction of either, and the shorter of their times. A time that
 * only one of them has is dropped, as is every directive that only loosens.
 */
export function restrictCacheControl(one: string, other: string): string {
  const [left, right] = [readDirectives(one), readDirectives(other)];
  const kept = STRICTER.filter((name) => left.has(name) || right.has(name));
  if (left.has("public") && right.has("public")) kept.push("public");
  for (const name of AGES) {
    const seconds = Math.min(readSeconds(left, name), readSeconds(right, name));
    if (!Number.isNaN(seconds)) kept.push(`${name}=${seconds}`);
  }
  return kept.length === 0 ? "no-store" : kept.join(", ");
}

/** The same for the one client alone: no cache that many share may keep it. */
export function makePrivate(header: string): string {
  const directives = [...readDirectives(header)].filter(([name]) => !["public", "private", "s-maxage"].includes(name));
  return ["private", ...directives.map(([name, value]) => (value === "" ? name : `${name}=${value}`))].join(", ");
}

function readDirectives(header: string): ReadonlyMap<string, string> {
  const members = header
    .toLowerCase()
    .split(",")
    .map((member) => member.trim().split("="));
  return new Map(members.map(([name = "", value = ""]) => [name, value]));
}

/** NaN when there is no such time. */
function readSeconds(directives: ReadonlyMap<string, string>, name: string): number {
  return Number.parseInt(directives.get(name)?.replaceAll('"', "") ?? "", 10);
}
