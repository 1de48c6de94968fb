/** One statement of a script. */
export interface Statement {
  readonly sql: string;
  readonly comments: string;
  readonly line: number;
}

const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\w+|\s+|[\s\S]/g;

/**
 * Splits an SQL script where SQLite does: at semicolons outside texts, names and comments. A trigger ends at `; END;`
 * (https://www.sqlite.org/c3ref/complete.html).
 */
export function splitStatements(script: string): readonly Statement[] {
  const statements: Statement[] = [];
  let end = 0;
  let start = 0;
  let words: string[] = [];
  function finish(until: number): void {
    if (words.length > 0) {
      const line = script.slice(0, start).split("\n").length;
      statements.push({ sql: script.slice(start, until), comments: script.slice(end, start), line });
    }
    words = [];
    end = until;
  }
  for (const { 0: token, index } of script.matchAll(TOKEN)) {
    if (/^(?:\s|--|\/\*)/.test(token)) continue;
    if (words.length === 0) start = index;
    if (token !== ";" || isInsideTrigger(words)) words.push(token.toUpperCase());
    else finish(index + 1);
  }
  finish(script.length);
  return statements;
}

function isInsideTrigger(words: readonly string[]): boolean {
  const isTrigger = /^CREATE (?:TEMP |TEMPORARY )?TRIGGER\b/.test(words.slice(0, 3).join(" "));
  return isTrigger && words.slice(-2).join(" ") !== "; END";
}
