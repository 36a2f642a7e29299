// Where something stands in a text file.

/** Where something stands in a text file; line and column start at 1. */
export interface SourcePosition {
  file: string;
  line: number;
  column: number;
}
