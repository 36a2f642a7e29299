// The top of the page: who, what verdict, what happened in short, and the figures one would quote.

import type { TenantSla } from "../../result/service-level.js";
import type { Summary } from "../../result/summary.js";
import { type KeyFigure, keyFigures } from "../block.js";
import { bytes, clock, compact, count, duration, NONE, plural, share, usd } from "../figures.js";
import { type Child, html, type Markup } from "../markup.js";
import { ofKind } from "../moments.js";
import { onlineFacts, recoveries } from "../recovery.js";
import type { Page } from "../report-data.js";
import { headline, missedWords, reason } from "../verdict-words.js";

/** The tenant with the least to spare against its target. */
const worstTenant = (summary: Summary): TenantSla | undefined =>
  [...summary.sla]
    .filter((one) => one.availability !== null)
    .sort((x, y) => (x.availability as number) - x.target - ((y.availability as number) - y.target))[0];

const droppedTotal = (summary: Summary): number =>
  Object.values(summary.ledger.dropped).reduce((x, y) => x + y, 0);

const availabilityKey = (summary: Summary): KeyFigure => {
  const worst = worstTenant(summary);
  return {
    label: summary.sla.length > 1 ? "Lowest availability" : "Availability",
    value: share(worst?.availability ?? null, 2),
    note: worst
      ? `${summary.sla.length > 1 ? `${worst.tenant}, ` : ""}${worst.stated.availability ? "promised" : "default target"} ${share(worst.target)}`
      : "no device time",
    tone: worst?.met === false && worst.stated.availability ? "bad" : undefined,
  };
};

const blastKey = (summary: Summary): KeyFigure | null => {
  const widest = [...summary.rollouts].sort((x, y) => y.blastRadius - x.blastRadius)[0];
  if (widest === undefined) return null;
  return {
    label: "Blast radius",
    value: share(widest.blastRadius),
    note: `${widest.id}, ${widest.status}`,
  };
};

const keys = ({ summary, recorded, naming }: Page): KeyFigure[] => {
  const { ledger, fog, cost, fleet } = summary;
  const online = onlineFacts(recorded);
  const all = [
    {
      label: "Devices",
      value: count(fleet.devices),
      note: `${plural(fleet.gateways, "gateway")}, ${plural(fleet.tenants, "tenant")}`,
    },
    { label: "Virtual time", value: duration(summary.run.virtualMs), note: `seed ${summary.run.seed}` },
    {
      label: "Fewest devices online",
      value: naming.deviceCount === 0 ? NONE : share(online.lowest / naming.deviceCount, 1),
      note: `${count(online.lowest)} at ${clock(online.lowestMs)}`,
    },
    availabilityKey(summary),
    {
      label: "Readings delivered",
      value: ledger.produced === 0 ? NONE : share(ledger.delivered / ledger.produced),
      note: `of ${compact(ledger.produced)}; ${compact(droppedTotal(summary))} lost`,
    },
    {
      label: "Bytes saved by fog",
      value: fog.bytesIn === 0 ? NONE : share(fog.reductionBytes, 1),
      note: `${bytes(fog.bytesIn)} in, ${bytes(fog.bytesOut)} out`,
    },
    blastKey(summary),
    {
      label: "Cost per device and month",
      value: usd(cost.monthly.perDevice),
      note: `${usd(cost.monthly.total)} for the fleet`,
    },
  ];
  return all.filter((one) => one !== null);
};

const faultSentence = (page: Page): string => {
  const list = recoveries(page.recorded, page.faults);
  if (list.length === 0) return "No fault was injected.";
  const deepest = [...list].sort((x, y) => x.lowest - y.lowest || x.fault.atMs - y.fault.atMs)[0];
  const injected = `${plural(list.length, "fault")} ${list.length === 1 ? "was" : "were"} injected.`;
  if (deepest.backAfterMs === 0) return `${injected} None took more than 1% of the fleet offline.`;
  const fell = `Fault ${deepest.fault.label} took the fleet from ${count(deepest.before)} to ${count(deepest.lowest)} devices online at ${clock(deepest.lowestMs)}`;
  return deepest.backAfterMs === null
    ? `${injected} ${fell}, and 99% of them were not back by the end of the run.`
    : `${injected} ${fell}; 99% of them were back ${duration(deepest.backAfterMs)} after it ended.`;
};

const rolloutSentence = ({ summary }: Page): string =>
  summary.rollouts
    .map((one) => {
      const reach = `${count(one.attempted)} of ${plural(one.targeted, "device")} were asked to update, ${count(one.succeeded)} succeeded and ${count(one.failed)} failed`;
      return `Rollout ${one.id} ${one.status === "running" ? "is still running" : `was ${one.status}`}: ${reach}.`;
    })
    .join(" ");

const story = (page: Page): Child => {
  const { summary, moments } = page;
  const { fleet, ledger, run } = summary;
  const alerts = ofKind(moments, "alert").length;
  const sentences = [
    `Over ${duration(run.virtualMs)} of virtual time, ${plural(fleet.devices, "device")}${
      fleet.gateways > 0 ? ` and ${plural(fleet.gateways, "gateway")}` : ""
    } produced ${count(ledger.produced)} readings; ${count(ledger.delivered)} reached the cloud.`,
    faultSentence(page),
    rolloutSentence(page),
    alerts > 0 ? `${plural(alerts, "alert")} ${alerts === 1 ? "was" : "were"} raised.` : "",
  ];
  return sentences.filter((one) => one !== "").join(" ");
};

export const headerSection = (page: Page): Markup => {
  const { summary } = page;
  const { run } = summary;
  const tone =
    summary.verdict === "passed"
      ? missedWords(summary) === ""
        ? ""
        : " open"
      : ["no-data", "interrupted", "lost"].includes(summary.verdict)
        ? " open"
        : " bad";
  return html`<header>
<p class="over">Fleet simulation report</p>
<h1>${run.scenario}${run.variant === "" ? "" : html` <span style="color:var(--soft);font-weight:400">/ ${run.variant}</span>`}</h1>
<p class="sub">Run ${run.id}${run.endedEarly === null ? "" : `, ended early: ${run.endedEarly}`}</p>
<div class="verdict${tone}" role="status"><div><strong>${headline(summary)}</strong><p>${reason(
    summary,
  )}</p></div><div class="exit">exit code ${summary.exitCode}</div></div>
<p class="story">${story(page)}</p>
${keyFigures(keys(page))}
</header>`;
};
