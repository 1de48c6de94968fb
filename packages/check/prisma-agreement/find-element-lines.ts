const BLOCK_START = /^\s*(model|enum|view|type)\s+(\w+)\s*\{/;
/** `name Type …` of a field, `NAME` of an enum value; neither a comment nor `@@index(…)`. */
const FIELD = /^\s*(\w+)\s+\w/;
const VALUE = /^\s*(\w+)\s*(@|\/\/|$)/;

/** Finds the line of every model, enum, field and value, which Prisma's parser keeps to itself; lines count from 1. */
export function findElementLines(source: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let block: { readonly name: string; readonly member: RegExp } | null = null;
  for (const [index, line] of source.split(/\r?\n/).entries()) {
    const [, keyword, name] = BLOCK_START.exec(line) ?? [];
    if (name !== undefined) {
      block = { name, member: keyword === "enum" ? VALUE : FIELD };
      lines.set(name, index + 1);
    } else if (block !== null) {
      const [, member] = block.member.exec(line) ?? [];
      if (member !== undefined) lines.set(`${block.name}.${member}`, index + 1);
    }
  }
  return lines;
}
