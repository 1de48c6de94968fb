import "../packages/server/process/supported-node.ts";
import "./heap-settings.ts";
import "./graph/telemetry-off.ts";

// Bundled, a module that is imported in the usual way comes before this one's own imports.
await import("./run.ts");
