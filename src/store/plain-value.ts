// DuckDB's values as plain ones: whole numbers become numbers where that is exact, dates and times become ISO text,
// lists arrays, structs and maps objects. A bigint stays only beyond 2^53.
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  type DuckDBValue,
} from "@duckdb/node-api";

/** What a result's cell can hold. */
export type PlainValue =
  | string
  | number
  | boolean
  | bigint
  | null
  | PlainValue[]
  | { [key: string]: PlainValue };

export const plainValue = (value: DuckDBValue): PlainValue => {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "bigint":
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
    case "string":
    case "number":
    case "boolean":
      return value;
  }
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return value.items.map((item) => plainValue(item));
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, plainValue(item)]));
  if (value instanceof DuckDBMapValue)
    return Object.fromEntries(value.entries.map(({ key, value: item }) => [String(key), plainValue(item)]));
  if (value instanceof DuckDBBlobValue || value instanceof DuckDBDateValue) return value.toString();
  // Timestamps, times, intervals, UUIDs and the rest print as SQL does.
  return String(value);
};
