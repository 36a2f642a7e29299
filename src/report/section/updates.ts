// Firmware rollouts: stages, outcome, blast radius, and which version ran where over time.

import type { RolloutResult } from "../../result/rollout.js";
import { bars, figure, mark, nothing, section, type Tone, table } from "../block.js";
import { hasData, levelColumns, levels } from "../curves.js";
import { clock, count, duration, plural, share } from "../figures.js";
import { type Child, html, type Markup } from "../markup.js";
import { RAMP } from "../palette.js";
import type { Page } from "../report-data.js";
import { type Curve, timeDrawing } from "../time-chart.js";

const COLUMNS_MAX = 300;
/** Versions drawn by themselves. */
const VERSIONS_MAX = 6;

const TONES: Record<RolloutResult["status"], Tone> = {
  scheduled: "open",
  running: "open",
  paused: "bad",
  completed: "good",
  aborted: "bad",
  failed: "bad",
};

const stageTable = (rollout: RolloutResult): Markup => {
  const most = Math.max(1, ...rollout.stages.map((stage) => stage.notified));
  return table({
    caption: `Stages of ${rollout.id}`,
    columns: [
      { title: "Stage" },
      { title: "Started" },
      { title: "Took" },
      { title: "Notified", number: true },
      { title: "Succeeded", number: true },
      { title: "Failed", number: true },
      { title: "", wide: true },
    ],
    rows: rollout.stages.map((stage, at) => [
      `${at + 1}, to ${share(stage.sharePpm / 1e6)}`,
      stage.startedMs === null ? "not reached" : clock(stage.startedMs),
      stage.startedMs !== null && stage.endedMs !== null ? duration(stage.endedMs - stage.startedMs) : "",
      count(stage.notified),
      count(stage.succeeded),
      count(stage.failed),
      bars([
        [stage.succeeded / most, "accent"],
        [stage.failed / most, "warm"],
      ]),
    ]),
  });
};

const outcomeTable = ({ id, outcomes }: RolloutResult): Child =>
  outcomes.length === 0
    ? ""
    : table({
        caption: `How it ended on the devices of ${id}`,
        columns: [{ title: "Outcome" }, { title: "Reason" }, { title: "Devices", number: true }],
        rows: outcomes.map(({ status, reason, devices }) => [status, reason, count(devices)]),
      });

const card = (rollout: RolloutResult): Markup => {
  const took =
    rollout.startedMs === null
      ? "It did not start."
      : `It started at ${clock(rollout.startedMs)}${
          rollout.endedMs === null
            ? " and had not ended with the run"
            : ` and ended ${duration(rollout.endedMs - rollout.startedMs)} later`
        }.`;
  return html`<div class="card"><h3>${rollout.id} to ${rollout.version} ${mark(TONES[rollout.status], rollout.status)}</h3>
<p>${took} ${rollout.reason === "" ? "" : `Reason: ${rollout.reason}. `}${plural(rollout.targeted, "device")} targeted, ${count(
    rollout.attempted,
  )} attempted, ${count(rollout.succeeded)} succeeded, ${count(rollout.failed)} failed${
    rollout.late === 0 ? "" : `, ${count(rollout.late)} of them updated after their time was over`
  }, ${count(rollout.rolledBack)} rolled back.</p>
<p><strong>Blast radius ${share(rollout.blastRadius)}</strong>: the largest share of the target that ran ${rollout.version} at once.</p>
${outcomeTable(rollout)}
${stageTable(rollout)}</div>`;
};

const versions = (page: Page): Child => {
  const { recorded, naming } = page;
  const names = naming.dictionaries.version;
  const used = names
    .map((name, sub) => ({ name, sub }))
    .filter(({ sub }) => hasData(recorded.series, { metric: "device.version", subs: [sub] }));
  if (used.length === 0 || (used.length === 1 && page.summary.rollouts.length === 0)) return "";
  const shown = used.slice(-VERSIONS_MAX);
  const all = levels(recorded, { metric: "device.version" });
  const shares = shown.map(({ sub }) => {
    const level = levels(recorded, { metric: "device.version", subs: [sub] });
    return level.map((devices, bucket) => (all[bucket] === 0 ? 0 : devices / all[bucket]));
  });
  const columns = levelColumns(recorded, shares, COLUMNS_MAX);
  // The newest version is drawn last, on top, in the strongest colour.
  const curves: Curve[] = shown.map(({ name }, at) => ({
    name,
    colour: RAMP[Math.min(RAMP.length - 1, (shown.length - 1 - at) * (shown.length <= 3 ? 2 : 1))],
    points: columns[at],
    shape: "stack",
  }));
  const ends = curves.map(
    (curve) => `${curve.name} ${share(curve.points.values[curve.points.values.length - 1])}`,
  );
  return figure({
    drawing: timeDrawing({
      id: "c-versions",
      title: "Firmware in the fleet",
      description: `Share of devices by running version. At the end: ${ends.join(", ")}.`,
      endMs: recorded.endMs,
      curves,
      faults: [],
      phases: page.phases,
      max: 1,
      stepEvery: 0.25,
      axis: (value) => share(value, 0),
      heightPx: 230,
    }),
    legend: curves.map(({ name, colour }) => ({ name, colour })),
    caption: `Share of devices by running version. At the end: ${ends.join(", ")}.${
      used.length > shown.length ? ` ${plural(used.length - shown.length, "older version")} not drawn.` : ""
    }`,
    curves,
    text: (value) => share(value),
  });
};

export const updatesSection = (page: Page): Markup => {
  const { rollouts } = page.summary;
  return section(
    {
      id: "updates",
      title: "Updates",
      lead:
        rollouts.length === 0
          ? null
          : "Stages go from few devices to many; the blast radius is how far a bad version could get before it was noticed.",
    },
    rollouts.length === 0 ? nothing("This scenario rolls out no firmware.") : rollouts.map(card),
    rollouts.length === 0 ? "" : versions(page),
  );
};
