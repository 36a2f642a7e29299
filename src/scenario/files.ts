// The one door to files: everything is read through the reader that is handed in, once, and within a size limit.
// Paths are POSIX; a relative path stands beside the file that names it.
import { posix } from "node:path";
import { CSV_BYTES_MAX, FILE_BYTES_MAX } from "./limits.js";
import type { Problems } from "./problems.js";
import { readYaml } from "./read-yaml.js";
import { type SourceText, type Span, sourceText } from "./source-text.js";
import type { MapTree } from "./tree.js";

export interface FileAccess {
  /** The whole text; throws where there is none, it may not be read, or it has more than `bytesMax` bytes. */
  readText: (path: string, bytesMax: number) => string;
  exists: (path: string) => boolean;
  /** The folder that holds the shipped twins/, scenarios/ and prices/. */
  shippedRoot: string;
}

const MESSAGE_MAX = 200;

export class Files {
  private readonly sources = new Map<string, SourceText | null>();
  private readonly documents = new Map<string, MapTree | null>();

  constructor(
    readonly access: FileAccess,
    private readonly problems: Problems,
  ) {}

  /** The first of the candidates that exists, or undefined. */
  find(candidates: readonly string[]): string | undefined {
    return candidates.find((path) => {
      try {
        return this.access.exists(path);
      } catch {
        return false;
      }
    });
  }

  /** The text of a file, or null after telling why not. `asked` is the place that names it. */
  read(path: string, asked: Span | null, bytesMax: number): SourceText | null {
    const known = this.sources.get(path);
    if (known !== undefined) return known;
    const source = this.load(path, asked, bytesMax);
    this.sources.set(path, source);
    return source;
  }

  private load(path: string, asked: Span | null, bytesMax: number): SourceText | null {
    const place = asked ?? { source: sourceText(path, ""), start: 0, end: 1 };
    let text: string;
    try {
      text = this.access.readText(path, bytesMax);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.problems.error(place, "SCN001", `cannot read ${path}: ${why.slice(0, MESSAGE_MAX)}`);
      return null;
    }
    if (text.length > bytesMax) {
      this.problems.error(place, "SCN002", `${path} has ${text.length} characters; it may have ${bytesMax}`);
      return null;
    }
    // The decoder puts U+FFFD where bytes are no UTF-8; NUL is every other byte of UTF-16.
    if (/[\0\ufffd]/.test(text)) {
      const hint = 'save it as UTF-8 (a spreadsheet\'s "Unicode text" is UTF-16)';
      this.problems.error(place, "SCN009", `${path} is not UTF-8 text`, hint);
      return null;
    }
    return sourceText(path, text.startsWith("\ufeff") ? text.slice(1) : text);
  }

  /** A YAML file as a tree, or null after telling why not. */
  readDocument(path: string, asked: Span | null): MapTree | null {
    const known = this.documents.get(path);
    if (known !== undefined) return known;
    const source = this.read(path, asked, FILE_BYTES_MAX);
    const tree = source === null ? null : readYaml(source, this.problems);
    this.documents.set(path, tree);
    return tree;
  }

  /** A CSV file's text, or null after telling why not. */
  readCsv(path: string, asked: Span): SourceText | null {
    return this.read(path, asked, CSV_BYTES_MAX);
  }
}

/** `name` beside `file`. */
export const beside = (file: string, name: string): string =>
  posix.isAbsolute(name) ? posix.normalize(name) : posix.join(posix.dirname(file), name);

/** `name` inside the folder `root`. */
export const inside = (root: string, ...names: string[]): string => posix.join(root, ...names);

/** `parking-lora` of `twins/parking-lora.yaml`. */
export const stem = (file: string): string => posix.basename(file).replace(/\.ya?ml$/i, "");
