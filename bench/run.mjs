// The door of `npm run bench`: translates bench/*.ts into bench/dist (types are checked by `npm run types`) and starts it.
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
for (const folder of [".", "children", "measures"]) {
  mkdirSync(join(out, folder), { recursive: true });
  for (const file of readdirSync(join(here, folder)).filter((name) => name.endsWith(".ts"))) {
    const { outputText } = ts.transpileModule(readFileSync(join(here, folder, file), "utf8"), { compilerOptions });
    writeFileSync(join(out, folder, file.replace(/\.ts$/, ".js")), outputText);
  }
}
const { bench } = await import(new URL("dist/bench.js", import.meta.url).href);
process.exit(await bench(process.argv.slice(2)));
