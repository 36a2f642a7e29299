// One twin by its path, outside any scenario: for the `twin` verb. Read as strictly as in a fleet.
import { type Diagnostic, sortDiagnostics } from "../core/diagnostic.js";
import type { DeviceTwin, GatewayTwin } from "../spec/twin.js";
import { type FileAccess, Files, stem } from "./files.js";
import { shown } from "./issues.js";
import { Problems } from "./problems.js";
import { type MapTree, spanAt, textOf } from "./tree.js";
import { Twins } from "./twins.js";

export interface LoadedTwin {
  /** Null where there is an error. */
  twin: DeviceTwin | GatewayTwin | null;
  diagnostics: Diagnostic[];
}

const KINDS = ["device", "gateway"];

const read = (twins: Twins, problems: Problems, document: MapTree, path: string): LoadedTwin["twin"] => {
  const name = stem(path);
  const own = textOf(document, "twin");
  if (own !== undefined && own !== name)
    problems.error(
      spanAt(document, ["twin"]),
      "SCN033",
      `the twin is called ${shown(own)}; it must be called \`${name}\`, as its file is`,
    );
  const kind = textOf(document, "kind");
  if (kind === "gateway") return twins.gatewayOf(name, document) ?? null;
  if (kind === "device") return twins.deviceOf(name, document, null) ?? null;
  problems.error(
    spanAt(document, ["kind"]),
    kind === undefined ? "SCN011" : "SCN013",
    `${name}.kind ${kind === undefined ? "is missing" : `is ${shown(kind)}`}; it must be one of ${KINDS.join(", ")}`,
  );
  return null;
};

/** The twin in a file, with everything that is wrong in it. Its chemistry is looked for as a scenario beside it would. */
export const loadTwin = (path: string, access: FileAccess): LoadedTwin => {
  const problems = new Problems();
  const files = new Files(access, problems);
  const document = files.readDocument(path, null);
  const twin =
    document === null
      ? null
      : read(new Twins({ root: document, file: path, problems, files }), problems, document, path);
  return {
    twin: problems.errorCount === 0 ? twin : null,
    diagnostics: sortDiagnostics(problems.diagnostics),
  };
};
