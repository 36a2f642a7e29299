// The door of `npm run mutants`: translates the files beside it (types are checked by `npm run types`) and starts them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "dist");
const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ES2022,
  verbatimModuleSyntax: true,
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
for (const file of readdirSync(here).filter((name) => name.endsWith(".ts"))) {
  const { outputText } = ts.transpileModule(readFileSync(join(here, file), "utf8"), { compilerOptions });
  writeFileSync(join(out, file.replace(/\.ts$/, ".js")), outputText);
}
const { tryFaults } = await import(new URL("dist/try-faults.js", import.meta.url).href);
process.exit(await tryFaults(join(here, "../.."), process.argv.slice(2)));
