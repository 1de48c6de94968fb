type Path = readonly (string | number)[];

/** The part of an answer that is looked at. */
export interface CheckedAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: Path | undefined }[] | undefined;
}

/** The paths of the nulls in the data that no error stands for: neither there, nor below. */
export function findUnexplainedNulls({ data, errors = [] }: CheckedAnswer): string[] {
  const paths = errors.map(({ path }) => path).filter((path) => path !== undefined);
  return listNulls(data, [])
    .filter((path) => !paths.some((error) => isWithin(error, path)))
    .map((path) => path.join("."));
}

function listNulls(value: unknown, path: Path): Path[] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) =>
    listNulls(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function isWithin(path: Path, start: Path): boolean {
  return start.every((key, index) => path[index] === key);
}
