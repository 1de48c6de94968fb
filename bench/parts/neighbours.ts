import { ABSENT_WORD, COMMON_WORD, RARE_WORD } from "../data/rows.ts";
import type { LoadOrder, LoadResult } from "../measure/load.ts";
import { buildOrder } from "../measure/measure-systems.ts";
import { ANY_CORE } from "../measure/pinned-process.ts";
import { runLoad } from "../measure/run-load.ts";
import { ask } from "../measure/running-competitor.ts";
import { formatFigure, formatTable } from "../report/format-table.ts";
import { readStoredOperations, requireOperation } from "../systems/stored-operations.ts";
import type { RunningSystem } from "../systems/system.ts";
import { ONE_BOOK } from "../systems/system-workloads.ts";
import { buildRequest } from "../workloads.ts";
import { chooseRows, startSized } from "./growth.ts";
import { type Part, reportProgress } from "./part.ts";

const SECONDS = 6;
const WARM_UP_SECONDS = 2;
/** Far below what the system can do: what waits then waits for the search. */
const CALM_RATE = 200;
const SEARCHER = "somebody-who-searches";

interface NeighbourRow {
  readonly load: string;
  readonly before: LoadResult;
  readonly during: LoadResult;
  /** Searches a second, meanwhile. */
  readonly searches: number;
}

/** What one client that searches the most rows in a loop costs all others, who ask for one book. */
export const NEIGHBOURS: Part = {
  name: "neighbours",
  async run(folder, options) {
    const most = Math.max(...chooseRows(options));
    reportProgress(`${most} books and comments`);
    const system = await startSized(folder, most);
    const searcherToken = folder.keys.issueToken(SEARCHER);
    try {
      const order = await buildOrder(ONE_BOOK, system);
      await runLoad({ ...order, seconds: WARM_UP_SECONDS }, ANY_CORE, new Map());
      const rows = [
        await measureNeighbours(`${CALM_RATE} requests a second`, { ...order, rate: CALM_RATE }, system, searcherToken),
        await measureNeighbours("as many as are answered", order, system, searcherToken),
      ];
      return { text: formatRows(most, rows), figures: { rows: most, loads: rows } };
    } finally {
      await system.stop();
    }
  },
};

async function measureNeighbours(
  load: string,
  order: LoadOrder,
  system: RunningSystem,
  searcherToken: string,
): Promise<NeighbourRow> {
  reportProgress(load);
  const before = await runLoad({ ...order, seconds: SECONDS }, ANY_CORE, new Map());
  const searching = await startSearching(system, searcherToken);
  const during = await runLoad({ ...order, seconds: SECONDS }, ANY_CORE, new Map());
  return { load, before, during, searches: (await searching.stop()) / during.seconds };
}

/** Searches for one word after the other, each as soon as the last is answered. */
async function startSearching({ url }: RunningSystem, token: string) {
  const { document } = requireOperation(await readStoredOperations(), "ListBooks");
  const bodies = [COMMON_WORD, RARE_WORD, ABSENT_WORD].map((search) => buildRequest(document, { search }));
  let isSearching = true;
  let answered = 0;
  const search = async () => {
    while (isSearching) {
      for (const body of bodies) {
        if ((await ask(url, { body, headers: { authorization: `Bearer ${token}` } })) !== null) answered += 1;
      }
    }
  };
  const ended = search();
  return {
    async stop(): Promise<number> {
      isSearching = false;
      await ended;
      return answered;
    },
  };
}

function formatRows(most: number, rows: readonly NeighbourRow[]): string {
  const headings = [
    "p50 ms",
    "p99 ms",
    "requests/s",
    "p50 during",
    "p99 during",
    "requests/s during",
    "p99 ×",
    "searches/s",
  ];
  return formatTable(
    [`one book of ${most.toLocaleString("en")}, while one client searches`, ...headings],
    rows.map(({ load, before, during, searches }) => [
      before.failed + during.failed === 0 ? load : `${load} (${before.failed + during.failed} failed)`,
      ...[before.p50, before.p99, before.completed / before.seconds].map(formatFigure),
      ...[during.p50, during.p99, during.completed / during.seconds].map(formatFigure),
      (during.p99 / before.p99).toFixed(2),
      formatFigure(searches),
    ]),
  );
}
