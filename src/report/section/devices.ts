// Devices over time: how many were online, in which state, how they reconnected, and what each fault did.

import type { MetricName } from "../../event/metric.js";
import { figure, section, table } from "../block.js";
import { hasData, levelColumns, levelLine, levels, peak, roundStepMs, sliceSums, total } from "../curves.js";
import { clock, count, duration, plural, share } from "../figures.js";
import { type Child, html, type Markup } from "../markup.js";
import type { Colour } from "../palette.js";
import { onlineFacts, recoveries } from "../recovery.js";
import type { Page } from "../report-data.js";
import { type Curve, roundScale, timeDrawing } from "../time-chart.js";

/** Moments of the stacked chart. */
const COLUMNS_MAX = 300;

const online = (page: Page): Markup => {
  const { recorded, naming, faults, phases } = page;
  const facts = onlineFacts(recorded);
  const points = levelLine(recorded, levels(recorded, { metric: "device.online" }));
  return figure({
    drawing: timeDrawing({
      id: "c-online",
      title: "Devices online",
      description: `${count(facts.atEnd)} of ${count(naming.deviceCount)} devices online at the end; fewest ${count(facts.lowest)} at ${clock(facts.lowestMs)}.`,
      endMs: recorded.endMs,
      curves: [{ name: "online", colour: "accent", points, shape: "area" }],
      faults,
      phases,
      axis: (value) => count(value),
      ...roundScale(naming.deviceCount),
      heightPx: 300,
    }),
    legend: [],
    caption: `Devices that can reach the cloud. ${faults.length > 0 ? "Warm bands are faults under way. " : ""}Dips and peaks of one bucket (${duration(recorded.series.resolutionMs)}) are kept.`,
    curves: [{ name: "online", points }],
    text: (value) => count(value),
  });
};

/** NET-5: why a group speaks as it does, where the simulator chose its transport. */
const transportTable = ({ naming }: Page): Child => {
  const chosen = naming.groups.filter((group) => group.transportReasons !== undefined);
  if (chosen.length === 0) return "";
  return html`<h3 style="margin-top:40px">Transports chosen</h3>${table({
    caption: "Transports chosen from need, with the reasons",
    columns: [{ title: "Group" }, { title: "Transport" }, { title: "Chosen" }, { title: "Why", wide: true }],
    rows: chosen.flatMap((group) =>
      (group.transportReasons ?? []).map(({ transport, fits, why }) => [
        group.id,
        transport,
        transport === group.transport ? "yes" : fits ? "fits too" : "no",
        why,
      ]),
    ),
  })}`;
};

const recoveryTable = (page: Page): Child => {
  if (page.faults.length === 0) return "";
  const shown = recoveries(page.recorded, page.faults).slice(0, 40);
  return html`<h3 style="margin-top:40px">What each fault did</h3>${table({
    caption: "Effect of each fault on devices online",
    columns: [
      { title: "Fault" },
      { title: "From" },
      { title: "For" },
      { title: "Online before", number: true },
      { title: "Fewest during and after", number: true },
      { title: "99% back after its end", number: true },
    ],
    rows: shown.map(({ fault, before, lowest, backAfterMs }) => [
      html`${fault.label}${fault.detail ? html`<small>${fault.detail}</small>` : ""}`,
      clock(fault.atMs),
      fault.untilMs === undefined ? "" : duration(fault.untilMs - fault.atMs),
      count(before),
      count(lowest),
      backAfterMs === null
        ? html`<span class="mark bad">not in this run</span>`
        : backAfterMs === 0
          ? lowest < before * 0.99
            ? "at once"
            : "never below"
          : duration(backAfterMs),
    ]),
  })}${
    page.faults.length > shown.length
      ? html`<p class="nothing">${plural(page.faults.length - shown.length, "more fault")} not listed.</p>`
      : ""
  }`;
};

/** Colours by lifecycle state: the usual one quiet, what stands out strong, trouble warm. */
const STATE_COLOURS: Record<string, Colour> = {
  active: "accent3",
  degraded: "warm",
  provisioning: "accent2",
  unprovisioned: "rule",
  maintenance: "accent",
  decommissioned: "faint",
};
const STACK_ORDER = ["active", "degraded", "maintenance", "provisioning", "unprovisioned", "decommissioned"];

const states = (page: Page): Child => {
  const { recorded, naming } = page;
  const names = naming.dictionaries.state;
  const used = STACK_ORDER.filter(
    (name) =>
      names.includes(name) &&
      hasData(recorded.series, { metric: "device.state", subs: [names.indexOf(name)] }),
  );
  if (used.length < 2) return "";
  const columns = levelColumns(
    recorded,
    used.map((name) => levels(recorded, { metric: "device.state", subs: [names.indexOf(name)] })),
    COLUMNS_MAX,
  );
  const curves: Curve[] = used.map((name, at) => ({
    name,
    colour: STATE_COLOURS[name] ?? "rule",
    points: columns[at],
    shape: "stack",
  }));
  const last = columns.map((points, at) => `${used[at]} ${count(points.values[points.values.length - 1])}`);
  return figure({
    drawing: timeDrawing({
      id: "c-states",
      title: "Lifecycle states",
      description: `Devices by state, on top of each other. At the end: ${last.join(", ")}.`,
      endMs: recorded.endMs,
      curves,
      faults: [],
      phases: page.phases,
      axis: (value) => count(value),
      ...roundScale(naming.deviceCount),
      heightPx: 230,
    }),
    legend: curves.map(({ name, colour }) => ({ name, colour })),
    caption: `At the end: ${last.join(", ")}.`,
    curves,
    text: (value) => count(value),
  });
};

const REFUSAL_WORDS: Record<string, string> = {
  rate: "over the rate limit",
  auth: "not authenticated",
  unavailable: "while the front was down",
  invalid: "invalid",
};

const connects = (page: Page): Child => {
  const { recorded } = page;
  const { series, endMs } = recorded;
  const accepted = total(series, { metric: "connect.accepted" });
  const refused = total(series, { metric: "connect.refused" });
  if (accepted + refused === 0) return "";
  const sliceMs = roundStepMs(endMs, 180, series.resolutionMs);
  const most = peak(series, { metric: "broker.connects.rate" });
  const reasons = series.layout.dictionaries.refusal
    .map((name, sub) => ({ name, refusals: total(series, { metric: "connect.refused", subs: [sub] }) }))
    .filter((one) => one.refusals > 0)
    .map((one) => `${count(one.refusals)} ${REFUSAL_WORDS[one.name] ?? one.name}`);
  const curves: Curve[] = [
    {
      name: "accepted",
      colour: "accent",
      shape: "bar",
      points: sliceSums(recorded, { metric: "connect.accepted" }, sliceMs),
    },
    {
      name: "refused",
      colour: "warm",
      shape: "bar",
      points: sliceSums(recorded, { metric: "connect.refused" }, sliceMs),
    },
  ];
  return figure({
    drawing: timeDrawing({
      id: "c-connects",
      title: "Connection requests",
      description: `${count(accepted)} accepted and ${count(refused)} refused; at most ${count(most)} accepted in one second.`,
      endMs,
      curves,
      faults: page.faults,
      phases: page.phases,
      heightPx: 220,
    }),
    legend: curves.map(({ name, colour }) => ({ name, colour })),
    caption: `Requests for each ${duration(sliceMs)}. ${count(accepted)} accepted, ${count(refused)} refused${
      reasons.length > 0 ? ` (${reasons.join(", ")})` : ""
    }; the front accepted at most ${count(most)} in one second.`,
    curves,
    text: (value) => count(value),
  });
};

const troubles = (page: Page): Child => {
  const { series } = page.recorded;
  const causes = page.naming.dictionaries.rebootCause
    .map((name, sub) => [name, total(series, { metric: "device.reboots.cause", subs: [sub] })] as const)
    .filter(([, reboots]) => reboots > 0)
    .map(([name, reboots]) => `${count(reboots)} ${name}`);
  const one = (metric: MetricName): number => total(series, { metric });
  const words = [
    `${plural(one("device.reboots"), "reboot")}${causes.length > 0 ? ` (${causes.join(", ")})` : ""}`,
    `${plural(one("device.bricked"), "device")} bricked`,
    `${plural(one("device.depleted"), "battery", "batteries")} empty`,
    ...(one("battery.steep") > 0
      ? [
          `${plural(one("battery.steep"), "battery", "batteries")} falling more than twice as fast as designed`,
        ]
      : []),
    plural(one("device.brownouts"), "brown-out"),
    plural(one("auth.errors"), "authentication error"),
  ];
  if (one("commands.sent") > 0)
    words.push(
      `${count(one("commands.acked"))} commands acknowledged, ${count(one("commands.rejected"))} refused as forged, repeated or overtaken`,
    );
  const actions = one("actions.local");
  if (actions > 0) words.push(`${plural(actions, "action")} of local rules`);
  const retired = total(series, {
    metric: "device.state",
    subs: [page.naming.dictionaries.state.indexOf("decommissioned")],
  });
  if (retired > 0)
    words.push(`${plural(retired, "device")} decommissioned, ${count(one("device.erased"))} of them erased`);
  return html`<p class="lead" style="margin-top:28px">${words.join(", ")}.</p>`;
};

export const devicesSection = (page: Page): Markup => {
  const facts = onlineFacts(page.recorded);
  const devices = page.naming.deviceCount;
  return section(
    {
      id: "devices",
      title: "Devices",
      lead: `${count(facts.atEnd)} of ${count(devices)} devices were online at the end (${share(devices === 0 ? null : facts.atEnd / devices)}).`,
    },
    online(page),
    transportTable(page),
    recoveryTable(page),
    connects(page),
    states(page),
    troubles(page),
  );
};
