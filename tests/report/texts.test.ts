import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { printable } from "../../src/core/printable.js";
import { renderHtml } from "../../src/report/html.js";
import { renderJunit } from "../../src/report/junit.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { reproduceCommand } from "../../src/report/reproduce.js";
import { renderSummaryJson } from "../../src/report/summary-json.js";
import { renderText } from "../../src/report/terminal.js";
import { EXIT_CODES, verdictOf } from "../../src/report/verdict.js";
import type { RunVerdict, Summary } from "../../src/result/summary.js";
import { sampleData } from "./sample.js";
import { xmlElements } from "./well-formed.js";

const sample = (): Summary => sampleData().summary;
const tally = (xml: string, what: string): number =>
  Number(new RegExp(`<testsuites[^>]* ${what}="(\\d+)"`).exec(xml)?.[1]);

describe("junit.xml", () => {
  test("is well-formed whatever the names are", () => {
    const summary = sample();
    summary.run.scenario = 'a "b" <c> & \u0000\u001f';
    summary.expectations[2].text = "max(x) < 3 && y > 2 ]]>\nsecond line";
    summary.expectations[2].measured = "<&\"'>";
    summary.reproduce = "iotctl simulate 'a&b.yaml'";
    const elements = xmlElements(renderJunit(summary));
    expect(elements.filter((name) => name === "testcase")).toHaveLength(1 + 5 + 3);
    const forbidden = [...renderJunit(summary)].filter((one) => one < " " && !"\n\r\t".includes(one));
    expect(forbidden).toEqual([]);
  });

  test("missed is a failure, without data an error, waived and missed wishes are skipped", () => {
    const summary = sample();
    summary.expectations[0].verdict = "no-data";
    summary.expectations[4].verdict = "fail";
    const xml = renderJunit(summary);
    expect([tally(xml, "failures"), tally(xml, "errors"), tally(xml, "skipped")]).toEqual([1, 1, 2]);
    expect(xml).toMatch(/name="nothing-lost"[^>]*>\s*<failure message="not met: measured/);
    expect(xml).toMatch(/name="cheap"[^>]*>\s*<skipped message="wish not met/);
  });

  test("names the invariant that broke", () => {
    const summary = sample();
    summary.invariants = [
      { name: "message-ledger", ok: false, detail: "one is missing" },
      { name: "energy-ledger", ok: true, detail: "" },
    ];
    const xml = renderJunit(summary);
    expect(xml).toMatch(/name="message-ledger"[^>]*>\s*<error message="broken"[^>]*>one is missing/);
    expect(xml).toMatch(/name="energy-ledger"[^>]*\/>/);
  });

  test("has a failure or an error exactly when the exit code is not 0", () => {
    const ends = ["complete", "stopped", "interrupted"] as const;
    const verdicts = ["pass", "fail", "no-data", "waived"] as const;
    for (const end of ends)
      for (const verdict of verdicts)
        for (const severity of ["must", "should"] as const)
          for (const ok of [true, false])
            for (const unreverted of [[], ["blackout"]]) {
              const summary = sample();
              summary.expectations = [{ ...summary.expectations[0], verdict, severity }];
              summary.invariants = [{ name: "message-ledger", ok, detail: "d" }];
              const word: RunVerdict = verdictOf({ ...summary, end, unreverted });
              summary.verdict = word;
              summary.exitCode = EXIT_CODES[word];
              const xml = renderJunit(summary);
              expect(tally(xml, "failures") + tally(xml, "errors") > 0).toBe(summary.exitCode !== 0);
            }
  });
});

describe("summary.json", () => {
  test("does not depend on the order in which the summary was built", () => {
    const summary = sample();
    const shuffled = Object.fromEntries(
      Object.entries(structuredClone(summary)).reverse(),
    ) as unknown as Summary;
    shuffled.ledger = {
      ...shuffled.ledger,
      dropped: Object.fromEntries(Object.entries(shuffled.ledger.dropped).reverse()),
    };
    expect(renderSummaryJson(shuffled)).toBe(renderSummaryJson(summary));
    expect(JSON.parse(renderSummaryJson(summary))).toEqual(summary);
  });

  test("keeps every field of the summary", () => {
    expect(Object.keys(JSON.parse(renderSummaryJson(sample()))).sort()).toEqual(Object.keys(sample()).sort());
  });
});

describe("summary.md", () => {
  test("no name can open a column, a tag or a link", () => {
    const summary = sample();
    summary.sla[0].tenant = "a|b <script> [x](y) `z`";
    summary.expectations[0].text = "a|b ` c";
    const text = renderMarkdown(summary);
    expect(text).not.toContain("<script");
    expect(text).toContain("a\\|b &lt;script&gt; \\[x\\](y) \\`z\\`");
    const tables = text.split("\n\n").filter((block) => block.startsWith("|"));
    for (const table of tables) {
      const columns = table.split("\n").map((line) => (line.match(/(?<!\\)\|/g) ?? []).length);
      expect(new Set(columns).size).toBe(1);
    }
  });

  test("names the missed expectation and the verdict", () => {
    expect(renderMarkdown(sample())).toMatch(/^# reboot-storm \/ jittered: Failed\n/);
    expect(renderMarkdown(sample())).toMatch(/\| nothing-lost \|.*\*\*not met\*\*/);
  });
});

describe("the terminal's summary", () => {
  test("fits a screen and begins with what went wrong", () => {
    const lines = renderText(sample()).trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(lines[0]).toMatch(/^FAILED .*exit code 1/);
    expect(lines[3]).toMatch(/FAIL +nothing-lost/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no colours in this text
    expect(lines.join("")).not.toMatch(/\u001b/);
  });

  test("stays a screen with a hundred tenants and expectations, and says what it left out", () => {
    const summary = sample();
    summary.sla = Array.from({ length: 100 }, () => summary.sla[0]);
    summary.expectations = Array.from({ length: 100 }, () => summary.expectations[0]);
    const text = renderText(summary);
    expect(text.split("\n").length).toBeLessThan(45);
    expect(text).toContain("and 92 more expectations");
    expect(text).toContain("and 92 more tenants");
  });

  test("a ledger that does not balance is shouted", () => {
    const summary = sample();
    summary.ledger.balanced = false;
    expect(renderText(summary)).toContain("DOES NOT BALANCE");
  });
});

describe("the way back", () => {
  test.each(["it's", '100 % \\ $HOME `id` "x"', "red\u001b[31m\u202e\u009b\r\ttab", "-5", "", "a\nb"])(
    "the seed %j comes back from a shell as it was, and prints as it is",
    (seed) => {
      const command = reproduceCommand({ file: "a.yaml", variant: "", seed }, {});
      expect(printable(command)).toBe(command);
      const words = execFileSync("/bin/sh", [
        "-c",
        `node() { :; }; iotctl() { printf '%s\\0' "$@"; }; ${command}`,
      ]);
      expect(words.toString().split("\0").slice(0, -1)).toEqual(["simulate", "a.yaml", "--seed", seed]);
    },
  );

  test("names what was asked of a live run, and no password", () => {
    const scenario = { file: "-a.yaml", variant: "", seed: "7" };
    const live = { speed: 60, broker: "mqtt://ann:s3cret@host:1883", port: null, forMs: 90_500 };
    expect(reproduceCommand(scenario, { x: 1 }, live)).toBe(
      'iotctl simulate ./-a.yaml --seed 7 --set x=1 --live --speed 60 --broker mqtt://ann:"$BROKER_PASSWORD"@host:1883 --for 90500ms',
    );
    expect(reproduceCommand(scenario, {}, { speed: 1, broker: null, port: 1883, forMs: 60_000 })).toBe(
      "iotctl simulate ./-a.yaml --seed 7 --live --broker-port 1883 --for 60s",
    );
  });

  test("quotes what a shell would read", () => {
    const command = reproduceCommand(
      { file: "my scenarios/a.yaml", variant: "", seed: "winter's tale" },
      { limit: 500, jitter: "full $HOME" },
    );
    expect(command).toBe(
      `iotctl simulate 'my scenarios/a.yaml' --seed 'winter'\\''s tale' --set limit=500 --set 'jitter=full $HOME'`,
    );
  });
});

test("a warning about the cost stands in every output", () => {
  const data = sampleData();
  const warning = "The month is scaled from 6 h, less than a day";
  data.summary.cost.warnings = [warning];
  expect(renderText(data.summary)).toContain(`warning: ${warning}`);
  expect(renderMarkdown(data.summary)).toContain(`**Warning:** ${warning}`);
  expect(renderHtml(data)).toContain(`<strong>Warning:</strong> ${warning}`);
  expect(JSON.parse(renderSummaryJson(data.summary)).cost.warnings).toEqual([warning]);
});
