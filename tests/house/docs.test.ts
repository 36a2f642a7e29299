// The docs say what is there: files they name exist, generated parts are fresh, diagrams of tables among them.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../src/core/diagnostic.js";
import { loadScenario } from "../../src/scenario/load.js";
import { SCENARIO_KEYS } from "../../src/scenario/schema/scenario.js";
import { blocksOf, floors, GENERATED, refreshed } from "./generated.js";
import { filesBelow, textOf } from "./source-tree.js";

const PAGES = ["README.md", "CHANGELOG.md", ...filesBelow("docs").filter((file) => file.endsWith(".md"))];

/** Paths in code spans: they begin with a folder of the repository. */
const OWN_PATH = /`((?:src|tests|docs|bench|scenarios|twins|prices|schemas|bin|\.ci)\/[\w./-]*)`/g;
const LINK = /\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g;

describe("the docs", () => {
  test.each(PAGES)("%s names only files that exist", (page) => {
    const text = textOf(page);
    const named = [...text.matchAll(OWN_PATH)].map((match) => match[1]);
    const linked = [...text.matchAll(LINK)].map((match) => join(dirname(page), match[1]));
    expect([...named, ...linked].filter((path) => !existsSync(path))).toEqual([]);
  });

  test.each(PAGES.filter((page) => blocksOf(textOf(page)).length > 0))(
    "%s is up to date with the code (else: npx vitest run tests/house -u)",
    async (page) => {
      await expect(refreshed(textOf(page))).toMatchFileSnapshot(join(import.meta.dirname, "../..", page));
    },
  );

  test("show every part that is generated", () => {
    const shown = new Set(PAGES.flatMap((page) => blocksOf(textOf(page))));
    expect(Object.keys(GENERATED).filter((name) => !shown.has(name))).toEqual([]);
  });

  test("name no place of one machine", () => {
    const places = PAGES.filter((page) => /(^|[\s"'`(])\/(work|home|root|tmp)\//m.test(textOf(page)));
    expect(places).toEqual([]);
  });

  test("the format's page explains every key of a scenario", () => {
    const page = textOf("docs/scenario-format.md");
    expect(SCENARIO_KEYS.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });

  test("the code map has every folder of src, and every folder has a floor", () => {
    const folders = readdirSync("src");
    const map = textOf("docs/ARCHITECTURE.md");
    expect(folders.filter((folder) => !map.includes(`\`src/${folder}/\``))).toEqual([]);
    expect(folders.filter((folder) => folder !== "cli" && !floors().has(folder))).toEqual([]);
  });

  test("every decision is listed in the architecture", () => {
    const map = textOf("docs/ARCHITECTURE.md");
    expect(readdirSync("docs/adr").filter((file) => !map.includes(`adr/${file}`))).toEqual([]);
  });
});

describe("the examples", () => {
  const examples = PAGES.flatMap((page) =>
    [...textOf(page).matchAll(/```yaml\n(iotctl: 1[\s\S]*?)```/g)].map((match) => ({ page, text: match[1] })),
  );

  test("there is one of the whole format", () => {
    const text = examples.map((example) => example.text).join("");
    // Explained in the table of keys; they would only stand in the way on one page.
    const elsewhere = ["duration", "include", "matrix", "outages", "priceBook"];
    expect(SCENARIO_KEYS.filter((key) => !new RegExp(`^${key}:`, "m").test(text)).sort()).toEqual(elsewhere);
  });

  test.each(examples)("of $page are sound, warnings included", ({ text }) => {
    const { diagnostics, scenarios } = loadScenario("example.yaml", {
      readText: (path) => (path.endsWith("example.yaml") ? text : textOf(path)),
      exists: (path) => path.endsWith("example.yaml") || existsSync(path),
      shippedRoot: ".",
    });
    expect(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, {}))).toEqual([]);
    expect(scenarios.length).toBeGreaterThan(0);
  });

  test("of commands name verbs, options and scenarios that exist", () => {
    const commands = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/^(?:\$ )?(?:npm ci && )?\.\/bin\/iotctl\.js (.+)$/gm)].map(
        (match) => match[1],
      ),
    ).map((line) => line.replace(/\s+#.*$/, ""));
    expect(commands.length).toBeGreaterThan(5);
    const wrong = commands.filter((line) => {
      const [verb, subject] = line.split(" ");
      const source = existsSync(`src/cli/${verb}.ts`) ? textOf(`src/cli/${verb}.ts`) : "";
      const options = [...line.matchAll(/ --([a-z-]+)/g)].map((match) => match[1]);
      const needsScenario = ["validate", "plan", "simulate", "verify"].includes(verb);
      const scenario = subject?.startsWith("scenarios/") ? subject : `scenarios/${subject}.yaml`;
      return (
        source === "" ||
        options.some(
          (option) =>
            option !== "help" &&
            !source.includes(`--${option}`) &&
            !textOf("src/cli/arguments.ts").includes(`--${option}`),
        ) ||
        (needsScenario && !existsSync(scenario))
      );
    });
    expect(wrong).toEqual([]);
  });
});
