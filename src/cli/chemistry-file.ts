// From the word on the command line to a battery chemistry: a file, or the name of a shipped one.
import { closest } from "../core/diagnostic.js";
import type { ChemistrySpec } from "../spec/power.js";
import { CliFailure, Exit } from "./exit.js";
import { showDiagnostics } from "./load-scenario.js";
import { scenarioAccess } from "./scenario-files.js";
import type { System } from "./system.js";

/** Reads it; what is wrong is shown and ends the verb with exit 3. */
export const readChemistry = async (system: System, word: string): Promise<ChemistrySpec> => {
  const { files, packageRoot } = system;
  const shipped = `${packageRoot}/twins/chemistries`;
  const candidates = [word, `${word}.yaml`, `twins/chemistries/${word}.yaml`, `${shipped}/${word}.yaml`];
  const path = candidates.find((each) => files.exists(each) && !files.isFolder(each));
  if (path === undefined) {
    const names = files.list(shipped).map((file) => file.replace(/\.yaml$/, ""));
    const near = closest(word, names);
    throw new CliFailure(
      Exit.usage,
      `there is no battery chemistry ${word}`,
      near === undefined
        ? `shipped: ${names.join(", ")}; or a file that \`iotctl twin fit-battery\` wrote`
        : `did you mean ${near}?`,
    );
  }
  const { loadChemistry } = await import("../scenario/chemistries.js");
  const { chemistry, diagnostics } = loadChemistry(path, scenarioAccess(system, path, []));
  showDiagnostics(system, diagnostics);
  if (chemistry === null) throw new CliFailure(Exit.invalid, `${path} is not a battery chemistry`);
  return chemistry;
};
