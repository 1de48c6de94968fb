import { describe, expect, it } from "@jest/globals";
import { BYSTANDER, checkEdit, expectComposed, listChanges, listFindings, type Replacement } from "./schema-edit.ts";

/** An edit of the library graph that breaks those who use what it changes. */
export interface BreakingEdit {
  readonly edit: string;
  readonly replacements: readonly Replacement[];
  /** Each breaking change as `TYPE coordinate [subgraphs]`, in the order reported. */
  readonly changes: readonly string[];
  /** Where each of them is reported in the subgraphs. */
  readonly places: readonly string[];
  /** An operation that uses what changed, and the lines each change breaks it at; none: it goes on working. */
  readonly used: string;
  readonly lines: readonly (readonly number[])[];
  /** An operation that goes on working although it touches what changed. */
  readonly spared?: string;
}

/** Tests what every breaking edit must get: without a use, with one, and under --strict. */
export function testBreakingEdits(edits: readonly BreakingEdit[]): void {
  describe.each(edits)("an edit that $edit", (edit) => {
    it("is breaking, with the coordinate and the subgraph that owns it", async () => {
      const report = await checkEdit(edit.replacements, BYSTANDER);
      expectComposed(report);
      const breaking = listChanges(report).filter((change) => change.startsWith("breaking "));
      expect(breaking).toEqual(edit.changes.map((change) => `breaking ${change}`));
    });

    it("is a warning when no operation uses it, and an error under strict", async () => {
      const report = await checkEdit(edit.replacements, BYSTANDER);
      expect(report.breakingChanges.status).toBe("passed");
      expect(listFindings(report)).toEqual(listExpected(edit, "warning"));

      const strict = await checkEdit(edit.replacements, BYSTANDER, true);
      expect(strict.breakingChanges.status).toBe("failed");
      expect(listFindings(strict)).toEqual(listExpected(edit, "error"));
    });

    it("is an error at the line of an operation that it breaks", async () => {
      const report = await checkEdit(edit.replacements, edit.used);
      const isUsed = edit.lines.some((lines) => lines.length > 0);
      expect(report.breakingChanges.status).toBe(isUsed ? "failed" : "passed");
      expect([...listFindings(report)].sort(byText)).toEqual(listUsed(edit).sort(byText));
    });

    if (edit.spared !== undefined) {
      const { spared } = edit;
      it("leaves alone an operation that goes on working", async () => {
        const report = await checkEdit(edit.replacements, spared);
        expect(report.breakingChanges.status).toBe("passed");
        expect(listFindings(report)).toEqual(listExpected(edit, "warning"));
        expect(report.operations.status).toBe("passed");
      });
    }
  });
}

function listExpected({ changes, places }: BreakingEdit, severity: string): string[] {
  return changes.map((change, index) => `${severity} ${nameType(change)} ${places[index]}`);
}

function listUsed({ changes, places, lines }: BreakingEdit): string[] {
  return changes.map((change, index) => {
    const broken = (lines[index] ?? []).map((line) => ` Operation.graphql:${line}`);
    return `${broken.length > 0 ? "error" : "warning"} ${nameType(change)} ${places[index]}${broken.join("")}`;
  });
}

function nameType(change: string): string {
  return change.split(" ")[0] ?? "";
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
