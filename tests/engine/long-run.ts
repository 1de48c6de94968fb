import { parseArgs } from "node:util";
import { tryDefer } from "./support/defer-property.ts";
import { type Statistics, tryOperations } from "./support/differential.ts";
import { formatFinding } from "./support/format-finding.ts";
import { startOracle } from "./support/oracle.ts";
import { trySubscriptions } from "./support/subscription-property.ts";
import { allFixtures } from "./support/supergraphs/all-fixtures.ts";
import type { SupergraphFixture } from "./support/supergraphs/fixture.ts";
import { tryTypeNames } from "./support/type-name-property.ts";

const { values } = parseArgs({
  options: {
    operations: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now()) },
    from: { type: "string", default: "0" },
    fixture: { type: "string" },
    findings: { type: "string", default: "3" },
  },
});
const fixtures = allFixtures.filter(({ name }) => values.fixture === undefined || name === values.fixture);
const share = Math.ceil(Number(values.operations) / fixtures.length);
let findings = 0;
for (const fixture of fixtures) findings += await tryFixture(fixture);
process.exitCode = findings > 0 ? 1 : 0;

async function tryFixture(fixture: SupergraphFixture): Promise<number> {
  const oracle = await startOracle(fixture);
  const start = process.cpuUsage();
  let found = 0;
  const options = { operations: share, seed: values.seed, from: Number(values.from) };
  const statistics = await tryOperations(oracle, options, (finding) => {
    found += 1;
    if (found <= Number(values.findings)) write(formatFinding(fixture.name, values.seed, finding));
  });
  await oracle.stop();
  const nameFindings = await tryTypeNames(fixture, options);
  for (const finding of nameFindings.slice(0, Number(values.findings)))
    write(`type names change the answer: ${finding}`);
  const deferred = await tryDefer(fixture, options);
  for (const finding of deferred.findings.slice(0, Number(values.findings)))
    write(`the parts are not the whole answer: ${finding}`);
  const subscribed = await trySubscriptions(fixture, options);
  for (const finding of subscribed.findings.slice(0, Number(values.findings)))
    write(`an event is answered otherwise than a query: ${finding}`);
  found += nameFindings.length + deferred.findings.length + subscribed.findings.length;
  const { user, system } = process.cpuUsage(start);
  write(summarize(fixture.name, found, statistics, (user + system) / 1_000_000));
  return found;
}

function summarize(name: string, found: number, statistics: Statistics, seconds: number): string {
  const { executions, discarded, unplannable, incomparable, deviations } = statistics;
  const rate = Math.round(executions / seconds);
  const known = [...deviations].map(([deviation, times]) => `\n  stock ${times}×: ${deviation}`).join("");
  return `${name}: ${executions} executions, ${rate}/s of CPU time, ${discarded} discarded, ${unplannable} beyond the planner, ${incomparable} incomparable, ${found} findings${known}\n`;
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}
