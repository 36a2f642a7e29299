// Collects the problems of a file and of everything it pulls in, so that all are told at once, each one once.
// Variants check the same text several times; equal problems are kept once.
import type { Diagnostic } from "../core/diagnostic.js";
import type { ScenarioCode } from "./codes.js";
import { PROBLEMS_MAX, SOURCE_LINE_MAX } from "./limits.js";
import { lineText, positionOf, type Span } from "./source-text.js";

interface Told {
  code: ScenarioCode;
  message: string;
  hint: string | undefined;
}

export class Problems {
  readonly diagnostics: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  private errors = 0;

  /** How many errors (not warnings) there are so far, repeats and those beyond the limit included. */
  get errorCount(): number {
    return this.errors;
  }

  /** Whether no further problem would be shown: whoever looks at many things alike may stop. */
  get isFull(): boolean {
    return this.seen.size > PROBLEMS_MAX;
  }

  error(span: Span, code: ScenarioCode, message: string, hint?: string): void {
    this.add("error", span, { code, message, hint });
  }

  warning(span: Span, code: ScenarioCode, message: string, hint?: string): void {
    this.add("warning", span, { code, message, hint });
  }

  private add(severity: "error" | "warning", span: Span, { code, message, hint }: Told): void {
    const { file, line, column } = positionOf(span);
    const key = `${code}|${file}|${line}|${column}|${message}`;
    // Counted each time: a second variant must know that it has the problem too.
    if (severity === "error") this.errors++;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (this.seen.size > PROBLEMS_MAX) {
      if (this.seen.size === PROBLEMS_MAX + 1) {
        const last = "more problems follow; these are the first ones";
        this.diagnostics.push({
          code: "SCN090",
          severity: "error",
          file,
          line,
          column,
          length: 1,
          message: last,
        });
      }
      return;
    }
    const source = lineText(span.source, line);
    const room = Math.max(1, source.length - column + 1);
    const length = Math.min(Math.max(1, span.end - span.start), room);
    this.diagnostics.push({
      code,
      severity,
      file,
      line,
      column,
      length,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(source.length <= SOURCE_LINE_MAX ? { source } : {}),
    });
  }
}
