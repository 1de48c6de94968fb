import "../service/supported-node.ts";
import "./heap-settings.ts";
import "./gateway/telemetry-off.ts";

// Bundled, a module that is imported in the usual way comes before this one's own imports.
await import("./run.ts");
