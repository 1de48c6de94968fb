import type { InjectFault } from "../support/fault-row.ts";
import { killInTurn } from "./events/killed-replicas.ts";
import { loseDatabase } from "./events/postgresql-away.ts";
import { restartRedis } from "./events/redis-restarted.ts";
import { replaceAll } from "./events/replaced-versions.ts";
import { addReplicas } from "./events/second-replicas.ts";
import { silenceLinks } from "./events/silent-links.ts";

/** All there are, in the order in which they are tried. */
export const SCALE_EVENTS: Readonly<Record<string, InjectFault>> = {
  "rolling-restart": replaceAll,
  "killed-processes": killInTurn,
  "postgresql-away": loseDatabase,
  "redis-away": restartRedis,
  "silent-links": silenceLinks,
  "second-replicas": addReplicas,
};
