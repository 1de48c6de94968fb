import { findPrograms, startServer } from "../../postgresql/start-server.ts";
import { writeAndFollow } from "./ordered-events.ts";

// `npm run test:events`: 16 writers in 4 processes, 100,000 events and a follower that may miss none.

/** One in fifty is rolled back. */
const BEGUN = 102_044;

const programs = findPrograms();
if (programs === null) {
  process.stderr.write("The order of events was NOT tested: there is no server. apt-get install postgresql\n");
  process.exitCode = 3;
} else {
  const server = await startServer(programs);
  try {
    const { written, seconds, missed, repeated, gaps } = await writeAndFollow(
      `${server.url}postgres?schema=books`,
      4,
      BEGUN,
    );
    const rate = Math.round(written / seconds);
    process.stdout.write(`${written} events, ${rate} a second: ${missed} missed, ${repeated} repeated, ${gaps} gaps\n`);
    process.exitCode = missed + repeated + gaps > 0 || written < 100_000 ? 1 : 0;
  } finally {
    await server.remove();
  }
}
