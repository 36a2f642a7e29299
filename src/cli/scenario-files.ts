// Which files a scenario may open: regular ones of bounded size, in its own folder, in the shipped set, and in folders opened
// with --allow-files. A scenario may come from a stranger: it must not read what is not its own, nor wait on a pipe. Links
// count as what they lead to.
import type { FileAccess } from "../scenario/files.js";
import { CliFailure, Exit } from "./exit.js";
import type { System } from "./system.js";

/** Folders of the shipped set. */
const SHIPPED = ["scenarios", "twins", "prices"];

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);

/** `file` is the scenario's, `allowed` are more folders, as given. */
export const scenarioAccess = (system: System, file: string, allowed: readonly string[]): FileAccess => {
  const { files, packageRoot } = system;
  for (const folder of allowed)
    if (!files.isFolder(folder))
      throw new CliFailure(Exit.usage, `--allow-files ${folder}: there is no such folder`);
  const own = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) || "/" : ".";
  const shipped = SHIPPED.map((folder) => `${packageRoot}/${folder}`).filter((path) => files.isFolder(path));
  const roots = [own, ...shipped, ...allowed].map((folder) => files.realPath(folder));
  return {
    shippedRoot: packageRoot,
    exists: (path) => files.exists(path) && !files.isFolder(path),
    readText: (path, bytesMax) => {
      const real = files.realPath(path);
      if (path !== file && !roots.some((root) => isWithin(real, root)))
        throw new Error("it lies outside the scenario's folder; --allow-files <folder> opens more");
      if (!files.isRegularFile(path)) throw new Error("it is no regular file");
      const bytes = files.sizeBytes(path);
      if (bytes > bytesMax) throw new Error(`it has ${bytes} bytes; at most ${bytesMax} are read`);
      return files.readText(path);
    },
  };
};
