// Pieces of SQL text: quoting, and turning a code into the name it stands for.

/** A text literal. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** An identifier. */
export const quoteId = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The name of code `expression` (from 0) in a closed vocabulary; NULL outside it. */
export const nameOf = (names: readonly string[], expression: string): string =>
  names.length === 0
    ? "null::varchar"
    : `list_extract([${names.map(quote).join(", ")}]::varchar[], (${expression})::integer + 1)`;

/** The name of code `expression` among names by code; a code without one reads `fault-7`. */
export const namedOrNumber = (
  names: Readonly<Record<number, string>>,
  expression: string,
  prefix: string,
): string => {
  const known = Object.entries(names);
  const other = `${quote(`${prefix}-`)} || (${expression})::bigint`;
  if (known.length === 0) return other;
  const codes = known.map(([code]) => code).join(", ");
  const texts = known.map(([, name]) => quote(name)).join(", ");
  return `coalesce(map([${codes}]::bigint[], [${texts}])[(${expression})::bigint], ${other})`;
};

/** As {@link nameOf}, but a code outside the list reads `name-7`. */
export const nameOrNumber = (names: readonly string[], expression: string, prefix: string): string =>
  `coalesce(${nameOf(names, expression)}, ${quote(`${prefix}-`)} || (${expression})::bigint)`;

/** The calendar time of virtual ms `expression`, a timestamp (UTC), in a run that starts at `startsAt` (ISO 8601). */
export const timeOf = (startsAt: string, expression: string): string =>
  `make_timestamp((${Date.parse(startsAt)} + (${expression})::bigint) * 1000)`;
