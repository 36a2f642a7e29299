// A fault that does not even compile would be killed by anything and prove nothing; so each is checked as the compiler
// would check it. Only the changed file is looked at: a fault changes what code does, not what others see of it.
import { join } from "node:path";
import ts from "typescript";
import { type PlantedFault, withFault } from "./planted.js";

/** "... is declared but never used": a fault may leave such things behind. */
const UNUSED = new Set([6133, 6192, 6196, 6198]);

/** Returns a check that gives the compiler's words on a fault, "" where it has none. */
export const createTypeCheck = (root: string): ((fault: PlantedFault) => string) => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const changed = new Map<string, { text: string; version: number }>();
  const textOf = (path: string): string | undefined => changed.get(path)?.text ?? ts.sys.readFile(path);
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames,
    getScriptVersion: (path) => `${changed.get(path)?.version ?? 0}`,
    getScriptSnapshot: (path) => {
      const text = textOf(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return (fault) => {
    const path = join(root, fault.file);
    const sound = ts.sys.readFile(path) ?? "";
    const version = changed.get(path)?.version ?? 0;
    changed.set(path, { text: withFault(sound, fault), version: version + 1 });
    const found = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
    changed.set(path, { text: sound, version: version + 2 });
    return found
      .filter(({ code }) => !UNUSED.has(code))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))
      .join("; ");
  };
};
