import { join } from "node:path";

/** The subgraphs of the demo. accounts stays without them. */
export const DEMO_SUBGRAPHS = ["books", "comments"];

/** What only the demo needs, its removal included. */
export const DEMO_PLACES: readonly string[] = [
  ...DEMO_SUBGRAPHS.flatMap((name) => [join("subgraphs", name), join("prisma", name)]),
  "subgraphs/shared/events",
  "tests/demo",
  "tests/browser/live.test.ts",
  ...DEMO_SUBGRAPHS.map((name) => join("deploy", "kubernetes", `${name}.yaml`)),
  "examples/client.ts",
  "examples/live.ts",
  "examples/send-operation.ts",
  "docs/events.md",
  "docs/decisions/008-an-outbox-and-an-http-feed.md",
  "docs/decisions/013-a-lock-keeps-events-in-order.md",
  "scripts/remove-demo.ts",
  "scripts/demo-places.ts",
];

/** In all other files, a line with `<demo/>` is the demo's, and so are those from `<demo>` to `</demo>`. */
const MARKED = /^.*<demo\/>.*\n|^.*<demo>[\s\S]*?<\/demo>.*\n/gm;

/** The text of a file without what is marked as the demo's. */
export function cutDemo(text: string): string {
  return text.replace(MARKED, "");
}

/** Whether a file is in one of the `places`. */
export function isIn(places: readonly string[], file: string): boolean {
  return places.some((place) => file === place || file.startsWith(`${place}/`));
}
