// Worker threads and the command line run from dist/, so the tests build it once when a source is newer (types are
// checked by `npm run types`).
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";

const newestMs = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, statSync(`${entry.parentPath}/${entry.name}`).mtimeMs), 0);

export default function buildOnce(): void {
  if (existsSync("dist/cli/main.js") && statSync("dist/cli/main.js").mtimeMs > newestMs("src")) return;
  execFileSync("npx", ["tsc", "-p", "tsconfig.json", "--noCheck"], { stdio: "inherit" });
}
