import { describe, expect, it } from "@jest/globals";
import { type CheckReport, prefixPaths } from "../../packages/check/report/check-report.ts";
import { formatGithub } from "../../packages/check/report/format-github.ts";
import { formatJson } from "../../packages/check/report/format-json.ts";
import { formatMarkdown } from "../../packages/check/report/format-markdown.ts";
import { formatText } from "../../packages/check/report/format-text.ts";

const good: CheckReport = {
  status: "passed",
  base: { found: true, description: "supergraph.graphql at 1234567, which is HEAD" },
  baseline: null,
  steps: [
    { name: "a", title: "First", status: "passed", summary: "all is well", findings: [] },
    { name: "b", title: "The second", status: "skipped", summary: "skipped: why", findings: [] },
  ],
};

const bad: CheckReport = {
  status: "failed",
  base: { found: false, description: "the repository has no commit yet" },
  baseline: null,
  steps: [
    {
      name: "a",
      title: "First, of: many",
      status: "failed",
      summary: "1 error",
      details: { count: 1 },
      findings: [
        {
          severity: "error",
          code: "FIELD_REMOVED",
          message: "100% of <b>'@key'</b> | is\r\ngone: `x`, #12",
          mend: "Keep it.",
          places: [
            { file: "books,1.graphql", line: 12, column: 3, subgraph: "books" },
            { file: "operations/a.graphql", line: 4, column: null, subgraph: null },
          ],
        },
        { severity: "warning", code: "ODD", message: "A remark.", mend: null, places: [] },
      ],
    },
  ],
};

describe("a report as text", () => {
  it("is a line per step and a verdict when all is good", () => {
    expect(formatText(good, { colour: false, findings: true }).split("\n")).toEqual([
      "Compared with supergraph.graphql at 1234567, which is HEAD.",
      "",
      "✓ First       all is well",
      "– The second  skipped: why",
      "",
      "Check passed: no errors, no warnings.",
      "",
    ]);
  });

  it("lists what each step found, with every place, each message on one line", () => {
    expect(formatText(bad, { colour: false, findings: true }).split("\n")).toEqual([
      "Compared with nothing, because the repository has no commit yet.",
      "",
      "✗ First, of: many  1 error",
      "  error books,1.graphql:12:3 [books] FIELD_REMOVED",
      "    100% of <b>'@key'</b> | is gone: `x`, #12",
      "    → Keep it.",
      "    at operations/a.graphql:4:1",
      "  warning ODD",
      "    A remark.",
      "",
      "Check failed: 1 error, 1 warning.",
      "",
    ]);
  });

  it("is in colour only when asked", () => {
    const sequence = "\u001b[";
    expect(formatText(bad, { colour: false, findings: true })).not.toContain(sequence);
    expect(formatText(bad, { colour: true, findings: true })).toContain(`${sequence}31m✗${sequence}39m`);
  });

  it("leaves out what was found for the short form", () => {
    const text = formatText(bad, { colour: false, findings: false });
    expect(text).toContain("✗ First, of: many  1 error\n\nCheck failed: 1 error, 1 warning.\n");
  });

  it("lets no message write its own lines or drive the terminal", () => {
    const [step] = bad.steps;
    if (!step) throw new Error("There is a step.");
    const message = "a\u001b[2Jb\u202ec\nd";
    const finding = { severity: "warning", code: "ODD", message, mend: "e\rf", places: [] } as const;
    const text = formatText(
      { ...bad, steps: [{ ...step, summary: "g\u0007h", findings: [finding] }] },
      { colour: false, findings: true },
    );
    expect(text).toContain("g h\n  warning ODD\n    a [2Jb c d\n    → e f\n");
  });
});

describe("a report for GitHub", () => {
  it("is one workflow command per finding, at its first place, with everything escaped", () => {
    expect(formatGithub(bad).split("\n")).toEqual([
      "::notice title=Nothing to compare with::Compared with nothing, because the repository has no commit yet.",
      "::error file=books%2C1.graphql,line=12,col=3,title=First%2C of%3A many%3A FIELD_REMOVED::100%25 of <b>'@key'</b> | is%0D%0Agone: `x`, #12%0AKeep it.%0AAt operations/a.graphql:4:1",
      "::warning title=First%2C of%3A many%3A ODD::A remark.",
      "Check failed: 1 error, 1 warning.",
      "",
    ]);
  });

  it("is the verdict alone when all is good", () => {
    expect(formatGithub(good)).toBe("Check passed: no errors, no warnings.\n");
  });
});

describe("a report as JSON", () => {
  it("has every documented field and no other", () => {
    expect(JSON.parse(formatJson(bad))).toEqual({
      version: 1,
      status: "failed",
      errors: 1,
      warnings: 1,
      base: { found: false, description: "the repository has no commit yet" },
      baseline: null,
      steps: [{ ...bad.steps[0] }],
    });
    expect(JSON.parse(formatJson(good)).steps[0]).toEqual({ ...good.steps[0], details: {} });
  });
});

describe("a report as Markdown", () => {
  it("is tables whose cells hold text as text and notify nobody", () => {
    expect(formatMarkdown(bad).split("\n")).toEqual([
      "## Schema check failed",
      "",
      "Compared with nothing, because the repository has no commit yet. Found 1 error, 1 warning.",
      "",
      "| Step | Result | Summary |",
      "| --- | --- | --- |",
      "| First, of: many | ✗ failed | 1 error |",
      "",
      "### First, of: many",
      "",
      "|  | Where | What |",
      "| --- | --- | --- |",
      "| error | `books,1.graphql:12:3`<br>`operations/a.graphql:4:1` | 100% of &lt;b&gt;'@<!-- -->key'&lt;/b&gt; \\| is gone: \\`x\\`, #<!-- -->12<br>→ Keep it.<br>`FIELD_REMOVED` |",
      "| warning |  | A remark.<br>`ODD` |",
      "",
    ]);
  });

  it("is the table of steps alone when all is good", () => {
    const markdown = formatMarkdown(good);
    expect(markdown).toContain("## Schema check passed\n");
    expect(markdown).not.toContain("###");
  });

  it("counts what a comment has no room for", () => {
    const [step] = bad.steps;
    if (!step) throw new Error("There is a step.");
    const findings = Array.from({ length: 60 }, () => step.findings).flat();
    const markdown = formatMarkdown({ ...bad, steps: [{ ...step, findings }] });
    expect(markdown.split("\n").filter((line) => /^\| (error|warning) /.test(line))).toHaveLength(50);
    expect(markdown).toMatch(/\n\n70 more\.\n$/);
  });
});

describe("the paths of a report", () => {
  it("get the folder put before them, URLs aside", () => {
    const [step] = bad.steps;
    if (!step) throw new Error("There is a step.");
    const places = ["a/b.graphql", "../c.graphql", "http://books.test/graphql"].map((file) => ({
      file,
      line: 1,
      column: 1,
      subgraph: null,
    }));
    const finding = { severity: "error", code: "A", message: "B", mend: null, places } as const;
    const report = prefixPaths({ ...bad, steps: [{ ...step, findings: [finding] }] }, "graphs/main");
    expect(report.steps[0]?.findings[0]?.places.map(({ file }) => file)).toEqual([
      "graphs/main/a/b.graphql",
      "graphs/c.graphql",
      "http://books.test/graphql",
    ]);
  });
});
