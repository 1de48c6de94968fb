const BLOCK_START = /^\s*(model|enum|view|type)\s+(\w+)\s*\{/;
/** A field, `name Type …`, or an enum value, `NAME`; no comments and no `@@index(…)`. */
const FIELD = /^\s*(\w+)\s+\w/;
const VALUE = /^\s*(\w+)\s*(@|\/\/|$)/;

/** The line of every model, enum, field and value, from 1. Prisma's parser does not give it. */
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
