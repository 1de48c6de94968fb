import type { Child, StopManner } from "./child.ts";
import { chooseRestartDelay, findRecentDeaths, MAXIMUM_DEATHS } from "./restart-policy.ts";

/** A process that is started again when it dies. */
export type SupervisedProcess = ReturnType<typeof superviseProcess>;

/** What the person at the terminal is told. */
export interface SupervisionReport {
  tell(line: string): void;
  /** The process died too often, and is left down. */
  warnOfLeftDown(): void;
}

type Phase = "stopped" | "running" | "waiting" | "left down";

/** Supervises the process `name`, which `startChild` starts. */
export function superviseProcess(name: string, startChild: () => Child, report: SupervisionReport) {
  let phase: Phase = "stopped";
  let child: Child | null = null;
  let restarting: NodeJS.Timeout | undefined;
  let deaths: readonly number[] = [];

  function run(): Child {
    phase = "running";
    child = startChild();
    return child;
  }

  function watch(watched: Child): void {
    void watched.ended.then((how) => {
      // It may have been told to stop, or been replaced.
      if (phase === "running" && child === watched) onDeath(how);
    });
  }

  function onDeath(how: string): void {
    deaths = findRecentDeaths([...deaths, performance.now()]);
    const delayMs = chooseRestartDelay(deaths, Math.random());
    phase = delayMs === null ? "left down" : "waiting";
    if (delayMs === null) {
      report.tell(`has ended (${how}), ${MAXIMUM_DEATHS} times within a minute`);
      report.warnOfLeftDown();
      return;
    }
    report.tell(`has ended (${how}) and is started again; the other processes go on`);
    restarting = setTimeout(runAgain, delayMs);
  }

  function runAgain(): void {
    const started = run();
    watch(started);
    started.ready.then(() => report.tell("serves again"), ignore);
  }

  return {
    name,
    /**
     * Starts it. Once it serves, it is started again after each death.
     * @returns its URL
     * @throws StartupError when it does not come up; then it is left down
     */
    async start(): Promise<string> {
      deaths = [];
      const started = run();
      try {
        const url = await started.ready;
        watch(started);
        return url;
      } catch (error) {
        if (phase !== "stopped") phase = "left down";
        throw error;
      }
    },
    /** Lets it stop in good order, which is not a death. */
    async stop(manner: StopManner): Promise<void> {
      phase = "stopped";
      clearTimeout(restarting);
      await child?.stop(manner);
    },
    /** Ends it at once, for good. */
    kill(): void {
      phase = "stopped";
      clearTimeout(restarting);
      child?.kill();
    },
    /** Starts it if it was left down, as if it had never died. */
    revive(): void {
      if (phase !== "left down") return;
      deaths = [];
      runAgain();
    },
  };
}

// A failed start is reported as a death.
function ignore(): void {}
