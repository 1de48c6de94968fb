/** What a document may be at the most; `Infinity` is no limit. All counts are of one operation, fragments expanded. */
export interface DocumentLimits {
  /** Of the document in UTF-8. */
  readonly bytes: number;
  /** Lexical tokens of the whole document. */
  readonly tokens: number;
  /** Operations in one document. */
  readonly operations: number;
  /** Characters of an operation's name. */
  readonly operationName: number;
  /** Fields inside fields. */
  readonly depth: number;
  /** Selection sets, fragments included, and lists and objects of literal values, inside one another. */
  readonly nesting: number;
  /** Fields, each as often as it is selected. */
  readonly selections: number;
  /** Fields under another name, `__typename` included. */
  readonly aliases: number;
  /** Characters of an alias, which the answer repeats for every item of the lists around it. */
  readonly aliasLength: number;
  /** Fields of the operation's root. */
  readonly rootFields: number;
  /** Fields of a mutation's root: each is executed after the one before. */
  readonly mutationFields: number;
  readonly directives: number;
  /** Fields inside fields below `__schema` and `__type`, which tools follow further down than clients follow data. */
  readonly introspectionDepth: number;
  /** Fields below `__schema` and `__type`. */
  readonly introspectionSelections: number;
}
