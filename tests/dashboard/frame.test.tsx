import chalk from "chalk";
import { render } from "ink-testing-library";
import { afterEach, describe, expect, test } from "vitest";
import { Dashboard } from "../../src/dashboard/dashboard.js";
import { initialState, reduceDashboard } from "../../src/dashboard/state.js";
import { makeTheme } from "../../src/dashboard/theme.js";
import type { Snapshot } from "../../src/result/snapshot.js";
import { busySnapshot, later } from "./worlds.js";

const frame = (
  columns: number,
  rows: number,
  snapshots: Snapshot[],
  { colour = false, unicode = true, ending = false, title = "reboot-storm / naive" } = {},
): string => {
  let state = snapshots.reduce(
    (at, snapshot) => reduceDashboard(at, { type: "snapshot", snapshot }),
    initialState(title, columns, rows),
  );
  if (ending) state = reduceDashboard(state, { type: "ending" });
  const { lastFrame, unmount } = render(<Dashboard state={state} theme={makeTheme({ colour, unicode })} />);
  const text = lastFrame() ?? "";
  unmount();
  return text;
};

const busy = (changes: Partial<Snapshot> = {}): Snapshot[] => {
  const first = busySnapshot(changes);
  return [
    first,
    later(first, 1_000, 600_000, {
      delivered: first.delivered + 300_000,
      produced: first.produced + 300_000,
    }),
  ];
};

describe("the dashboard's frame", () => {
  test("at 80x24 it shows time, speed, progress, devices, messages, rollout, alerts and faults", () => {
    expect(frame(80, 24, busy())).toMatchInlineSnapshot(`
      "reboot-storm / naive  phase storm
      00:55:00 of 01:30:00  x600  4 s left
      ███████████████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 61.1 %
      devices   10,000  online 9,312 (93.1 %)  gateways online 98/100  reboots 7
                █████████████████████████████xx·  x 588 offline  · 100 not in service
                provisioning            12    0.1 %
                active               9,200   92.0 %
                degraded               700    7.0 %
                decommissioned          88    0.9 %
      messages  1.53M produced 500/s  1.53M delivered 500/s  42 dropped
                fog 1.00M in 4.00k out (99.6 % less) 1.50k connects refused
      rollouts  fw-2.4.0 running  stage 2/4 ██░░░░░░░░░░░░░░ 120 of 1.00k 3 failed
      alerts    P1 offline-share since 00:40:00
                P3 reboots since 00:01:00
      faults    blackout, swizzle
      q ends cleanly, results are kept"
    `);
  });

  test("names are shown and never obeyed: no control character reaches the terminal, no line is added", () => {
    const evil = "a\u001b[2J\u009b31m\u202eb\nc\td";
    const text = frame(
      120,
      30,
      busy({
        phase: evil,
        activeFaults: [evil],
        alerts: [{ id: evil, severity: "P1", sinceMs: 0 }],
        rollouts: busySnapshot().rollouts.map((rollout) => ({ ...rollout, id: evil })),
      }),
      { title: evil },
    );
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
    expect(text.split("a\\u001b[2J\\u009b31m\\u202eb\\nc\\td")).toHaveLength(1 + 5);
    expect(text.split("\n")).toHaveLength(frame(120, 30, busy()).split("\n").length - 1);
  });

  test("at 40x10 it is short but whole", () => {
    expect(frame(40, 10, busy())).toMatchInlineSnapshot(`
      "reboot-storm / naive  phase storm
      00:55:00/01:30:00  x600  -4 s
      ███████████████████░░░░░░░░░░░░ 61.1 %
      dev 10.0k on 93.1 % gw 98/100
      msg 1.53M 500/s 42 dropped
      ota fw-2.4.0 running 2/4 120 3 failed
      alr P1 offline-share (+1 more) since 0…
      flt blackout, swizzle
      q ends"
    `);
  });

  test("an active fleet of which most are offline reads so without colour: a sign for each, and no full bar", () => {
    const outage = busySnapshot({ online: 4_300, states: [0, 0, 10_000, 0, 0, 0] });
    const text = frame(80, 24, [outage], { unicode: false });
    const bar = text.split("\n").find((line) => /#x/.test(line)) ?? "";
    expect(bar.match(/#/g)).toHaveLength(17);
    expect(bar.match(/x/g)).toHaveLength(23 + 1);
    expect(bar).toContain("x 5.70k offline");
    expect(text).toMatch(/active +10,000 +100 %/);
    expect(frame(80, 24, [busySnapshot({ online: 10_000, states: [0, 0, 10_000, 0, 0, 0] })])).not.toContain(
      "offline  ",
    );
  });

  test("live, figures older than a look at the clock say of when they are", () => {
    const first = busySnapshot();
    const then = later(first, 4_000, 4_000, { virtualMs: first.virtualMs });
    expect(frame(80, 24, [first, then])).toContain("figures of 00:45:00");
    expect(frame(80, 24, [first, later(first, 4_000, 4_000)])).not.toContain("figures of");
  });

  test("before the first figures there are none", () => {
    const text = frame(80, 24, [busySnapshot({ virtualMs: 0, presentMs: 500 })]);
    expect(text).toContain("first figures soon");
    expect(text).not.toContain("online");
  });

  test("before the first snapshot it says that the fleet is being built", () => {
    const text = frame(80, 24, []);
    expect(text).toContain("building the fleet");
    expect(text).toContain("0 %");
  });

  test("after q it says that the end is on its way", () => {
    expect(frame(80, 24, busy(), { ending: true })).toContain("ending at the next exchange point");
  });

  test.each([
    [20, 5],
    [12, 3],
    [40, 10],
    [64, 12],
    [80, 24],
    [200, 60],
    [1, 1],
  ])("at %ix%i no line is wider than the terminal and no frame as tall", (columns, rows) => {
    const snapshots = busy({
      phase: "a-phase-with-a-very-long-name-indeed".repeat(4),
      activeFaults: Array.from({ length: 30 }, (_, i) => `fault-number-${i}`),
      alerts: Array.from({ length: 30 }, (_, i) => ({ id: `alert-${i}`, severity: "P2", sinceMs: i })),
      devices: 1_000_000,
      online: 999_999,
      produced: 9_876_543_210,
    });
    const lines = frame(columns, rows, snapshots, { title: "名前の長いシナリオ".repeat(10) }).split("\n");
    expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
    for (const line of lines) expect(displayColumns(line)).toBeLessThanOrEqual(columns);
  });

  test("a fleet that is not whole never shows 100 % online", () => {
    expect(frame(80, 24, [busySnapshot({ online: 9_999 })])).toContain("(99.9 %)");
    expect(frame(80, 24, [busySnapshot({ online: 10_000 })])).toContain("(100 %)");
  });

  test("more alerts than lines are counted, the gravest is shown", () => {
    const alerts = [
      ...Array.from({ length: 40 }, (_, i) => ({ id: `minor-${i}`, severity: "P4", sinceMs: i })),
      { id: "meltdown", severity: "P0", sinceMs: 99 },
    ];
    const text = frame(80, 24, busy({ alerts }));
    expect(text).toContain("P0 meltdown");
    expect(text).toMatch(/\(\+\d+ more\)/);
  });
});

/** Chinese and Japanese signs take two columns. */
const displayColumns = (line: string): number =>
  [...line].reduce((sum, sign) => sum + (/[\u3000-\u9fff\uff00-\uffef]/.test(sign) ? 2 : 1), 0);

describe("colours", () => {
  const before = chalk.level;
  afterEach(() => {
    chalk.level = before;
  });

  test("with colour there are escape codes, without there are none", () => {
    chalk.level = 1;
    const escapeSign = String.fromCharCode(27);
    expect(frame(80, 24, busy(), { colour: true })).toContain(`${escapeSign}[`);
    expect(frame(80, 24, busy(), { colour: false })).not.toContain(escapeSign);
  });

  test("without Unicode every sign is ASCII", () => {
    const text = frame(80, 24, busy(), { unicode: false });
    expect([...text].every((sign) => sign.charCodeAt(0) < 127)).toBe(true);
  });
});
