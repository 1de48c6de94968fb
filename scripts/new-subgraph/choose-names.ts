import { CommandError } from "../command-line.ts";

/** What a template's placeholders stand for. */
export type Placeholders = Readonly<Record<string, string>>;

const NAME = /^[a-z][a-z0-9]{0,39}$/;
const TYPE_NAME = /^[A-Z][A-Za-z0-9]{0,39}$/;

/** Folders, files and variables of that name, or with it as their prefix; and the reserved words of ECMAScript. */
const RESERVED =
  /^(?:caller|coverage|data|database|dist|generated|shared|router|demo|config|context|loaders|main|records|resolvers|base|environment|page|prisma|jwks|headers|operation|request|send|subgraph|arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/;

/**
 * Chooses the names that a subgraph has from its own and its entity's; without one, the entity is the singular.
 * @throws CommandError when one of the two cannot be used
 */
export function chooseNames(name: string, entity: string = capitalize(findSingular(name))) {
  if (!NAME.test(name))
    throw new CommandError(
      `${JSON.stringify(name)} cannot name a subgraph: use at most 40 lower-case letters and digits, a letter first`,
    );
  if (RESERVED.test(name)) throw new CommandError(`"${name}" is reserved: choose another name for the subgraph`);
  requireTypeName("--entity", entity);
  if (entity.endsWith("Connection"))
    throw new CommandError(`--entity ${entity} cannot be: types with that ending are pages of lists`);
  const isPlural = capitalize(findSingular(name)) === entity && uncapitalize(entity) !== name;
  const list = isPlural ? name : findPlural(uncapitalize(entity));
  const one = spellOut(entity);
  const many = isPlural ? name : findPlural(one);
  const names = { name, Name: capitalize(name), entity: uncapitalize(entity), Entity: entity };
  return { ...names, list, List: capitalize(list), one, many };
}

/** @throws CommandError naming the option when `name` cannot name a GraphQL type here */
export function requireTypeName(option: string, name: string): void {
  if (TYPE_NAME.test(name)) return;
  throw new CommandError(
    `${option} ${JSON.stringify(name)} cannot name a type: use at most 40 letters and digits, a capital first`,
  );
}

export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `orderItem` of `OrderItem`. */
export function uncapitalize(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

/** `order item` of `OrderItem`. */
export function spellOut(typeName: string): string {
  return typeName.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
}

// English has more rules than these: --entity is for the words that break them.
function findSingular(word: string): string {
  if (/..ies$/.test(word)) return word.replace(/ies$/, "y");
  return word.replace(/(?<=ss|x|ch|sh)es$|(?<=[^su])s$/, "");
}

function findPlural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, "ies");
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
