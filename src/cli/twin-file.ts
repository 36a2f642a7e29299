// From the word on the command line to a twin: a file, or the name of one beside or among the shipped ones.
import { closest } from "../core/diagnostic.js";
import type { DeviceTwin, GatewayTwin } from "../spec/twin.js";
import { CliFailure, Exit } from "./exit.js";
import { showDiagnostics } from "./load-scenario.js";
import { scenarioAccess } from "./scenario-files.js";
import type { System } from "./system.js";

const isYaml = (name: string): boolean => /\.ya?ml$/i.test(name);

/** Twin files that can be named without a path: the own folder's first, each name once. */
export const twinFiles = ({ files, packageRoot }: System): { name: string; path: string }[] => {
  const found = new Map<string, string>();
  for (const folder of ["twins", `${packageRoot}/twins`])
    for (const file of files.list(folder).filter(isYaml)) {
      const name = file.replace(/\.ya?ml$/i, "");
      if (!found.has(name)) found.set(name, `${folder}/${file}`);
    }
  return [...found].map(([name, path]) => ({ name, path })).sort((x, y) => (x.name < y.name ? -1 : 1));
};

/** Reads it; what is wrong is shown and ends the verb with exit 3. */
export const readTwin = async (system: System, word: string): Promise<DeviceTwin | GatewayTwin> => {
  const { files } = system;
  const isFile = (path: string): boolean => files.exists(path) && !files.isFolder(path);
  const known = twinFiles(system);
  const path = [word, `${word}.yaml`].find(isFile) ?? known.find(({ name }) => name === word)?.path;
  if (path === undefined) {
    const names = known.map(({ name }) => name);
    const near = closest(word, names);
    const hint = near === undefined ? `known: ${names.join(", ")}` : `did you mean ${near}?`;
    throw new CliFailure(Exit.usage, `there is no twin ${word}`, hint);
  }
  const { loadTwin } = await import("../scenario/twin-file.js");
  const { twin, diagnostics } = loadTwin(path, scenarioAccess(system, path, []));
  showDiagnostics(system, diagnostics);
  if (twin === null) throw new CliFailure(Exit.invalid, `${path} is not a sound twin`);
  return twin;
};

/** A device twin; a gateway has nothing to explain by these means. */
export const readDeviceTwin = async (system: System, word: string): Promise<DeviceTwin> => {
  const twin = await readTwin(system, word);
  if (twin.kind === "device") return twin;
  throw new CliFailure(
    Exit.usage,
    `${word} is a gateway twin; only devices have an energy budget`,
    `iotctl twin show ${word}`,
  );
};
