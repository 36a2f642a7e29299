// A twin's explanation for people: each figure with the arithmetic that makes it, to be followed with a pocket calculator.
import { DAYS_PER_YEAR, formatDuration } from "../core/duration.js";
import { formatBytes, formatCount } from "../core/units.js";
import { watchMs } from "../model/state/group-model.js";
import type { ReportingTwin } from "../spec/twin.js";
import type { BatteryLife } from "./battery-life.js";
import { type BudgetLine, drainPerDay, type Factor } from "./energy-budget.js";
import type { TwinExplanation } from "./explain-twin.js";
import { lifecycleDrawing } from "./lifecycle-drawing.js";
import { alternativesOf, messageChargeMc } from "./twin-document.js";

/** Enough that products of printed figures agree with the printed result. */
const DIGITS = 4;
/** Shares of places below this are left out of a list of rates. */
const SHARE_SHOWN = 0.005;

/** A figure to four digits, without an exponent for the sizes that occur. */
export const figure = (value: number, digits = DIGITS): string => {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 10_000) return formatCount(Math.round(rounded));
  return size >= 0.001 ? String(rounded) : rounded.toFixed(digits + 5).replace(/0+$/, "");
};

const percent = (share: number): string => `${figure(share * 100, 3)} %`;
const years = (days: number): string =>
  days < DAYS_PER_YEAR ? `${figure(days, 3)} days` : `${figure(days / DAYS_PER_YEAR, 3)} years`;

/** Expected life in a few characters: `5.8 years`, `34 days`, `no end` (a panel keeps up), `mains`. */
export const lifeWord = ({ budget }: TwinExplanation): string =>
  budget === null ? "mains" : budget.life.days === null ? "no end" : years(budget.life.days);

const factorText = ({ value, unit, is }: Factor): string => {
  const text = `${figure(value)}${unit === "" ? "" : ` ${unit}`}`;
  if (is === undefined) return text;
  return unit === "" && !is.includes(" ") ? `${text} ${is}` : `${text} (${is})`;
};

/** `70 exchanges x 1.03 tries x 44 mA x 0.15 s / 3600 = 0.132 mAh`. */
export const productText = ({ factors, divisor, mAhPerDay }: BudgetLine): string => {
  const product = factors.map(factorText).join(" x ");
  return `${product}${divisor === 1 ? "" : ` / ${divisor}`} = ${figure(mAhPerDay)} mAh`;
};

const reportingText = (reporting: ReportingTwin): string => {
  const { mode, intervalMs, deadband, heartbeatMs } = reporting;
  if (mode === "periodic") return `one every ${formatDuration(intervalMs)}`;
  const least = `at least every ${formatDuration(heartbeatMs)}`;
  return mode === "deadband" ? `when it moved by more than ${deadband}, ${least}` : `on change, ${least}`;
};

const CERTAIN = { exact: "", mean: "; mean of the process", played: "; counted while the signal was played" };

const samplesText = ({ twin }: TwinExplanation): string => {
  const every = `one every ${formatDuration(twin.reporting.intervalMs)}`;
  if (twin.signal.kind !== "occupancy") return every;
  return watchMs(twin, false) === 0 ? "the sensor wakes the device" : every;
};

const dayText = (explanation: TwinExplanation): string[] => {
  const { twin, traffic, link, dutyUsed } = explanation;
  const { samplesPerDay, readingsPerDay, readingsPerExchange, exchangesPerDay, certainty } = traffic;
  const saved = 1 - readingsPerDay / samplesPerDay;
  const lines = [
    `samples    ${figure(samplesPerDay)} (${samplesText(explanation)})`,
    `readings   ${figure(readingsPerDay)} (${reportingText(twin.reporting)}${CERTAIN[certainty]})`,
  ];
  if (saved > 0.001) lines.push(`           ${percent(saved)} of the samples need no message`);
  if (readingsPerExchange > 1)
    lines.push(
      `exchanges  ${figure(readingsPerDay)} / ${figure(readingsPerExchange)} readings together = ${figure(exchangesPerDay)}`,
    );
  const tried = link.isConfirmed ? `acknowledged, ${figure(link.tries, 3)} tries each` : "sent once";
  lines.push(`on the way ${percent(link.loss)} of the tries are lost; ${tried}`);
  if (twin.radio.link.burst !== null && link.isConfirmed)
    lines.push("           (losses come together: what is repeated within such a spell is lost again)");
  if (link.model.transport.isPaced)
    lines.push(
      "           (one device alone: collisions and busy gateways come on top, see `iotctl simulate`)",
    );
  if (dutyUsed !== null)
    lines.push(`duty cycle ${percent(dutyUsed)} of what is allowed, where it is slowest`);
  return lines;
};

/** `40 B`, or what a batch is made of: `12 x 10 B + 11 x 2 B of age = 142 B`. */
const payloadText = ({ twin, link }: TwinExplanation): string => {
  const { payloadBytes, rates, model } = link;
  const { ageBytes } = model.transport;
  const [{ readings }] = rates;
  if (readings === 1 || ageBytes === 0) return formatBytes(payloadBytes);
  const each = `${readings} x ${twin.reporting.payloadBytes} B + ${readings - 1} x ${ageBytes} B of age`;
  return `(${each} = ${formatBytes(payloadBytes)})`;
};

const messageText = (explanation: TwinExplanation): string[] => {
  const { twin, link } = explanation;
  const { payloadBytes } = link;
  const lines = [
    `bytes      ${payloadText(explanation)} + ${formatBytes(link.wireBytes - payloadBytes)} around = ${formatBytes(link.wireBytes)} on the wire${link.isConfirmed ? `, ${formatBytes(link.ackBytes)} back` : ""}`,
    `air        ${figure(link.airtimeMs)} ms a try`,
  ];
  if (link.rates.length > 1)
    lines.push(
      ...link.rates
        .filter(({ share }) => share >= SHARE_SHOWN)
        .sort((x, y) => x.rate - y.rate)
        .map(
          ({ rate, share, readings, airtimeMs }) =>
            `           ${link.model.transport.rateName(rate)}: ${figure(airtimeMs)} ms${readings > 1 ? ` with ${readings} readings` : ""}, at ${percent(share)} of the places`,
        ),
    );
  if (twin.power.source === "mains") return lines;
  const charge = messageChargeMc(explanation);
  const answer = link.answerUAMs > 0 ? ` + ${figure(link.answerUAMs / 1e6)} mC acknowledgement` : "";
  const once = `${figure(link.txUAMs / 1e6)} mC sending + ${figure(link.rxUAMs / 1e6)} mC listening`;
  const tried = link.isConfirmed ? `${figure(link.tries)} tries x (${once})` : once;
  const volts = (twin.power.battery?.nominalMv ?? 0) / 1_000;
  return [
    ...lines,
    `charge     ${tried}${answer} = ${figure(charge)} mC`,
    `           / 3.6 = ${figure(charge / 3.6)} uAh; x ${figure(volts)} V = ${figure(charge * volts)} mJ`,
  ];
};

/** A share of a budget; what does not matter does not widen the table. */
const shareText = (share: number): string => (share < 0.0001 ? "< 0.01 %" : percent(share));

const budgetText = (lines: readonly BudgetLine[], mAhPerDay: number): string[] => {
  const width = Math.max(...lines.map(({ consumer }) => consumer.length));
  return [
    ...lines.map(
      (line) =>
        `${line.consumer.padEnd(width)}  ${shareText(line.mAhPerDay / mAhPerDay).padStart(8)}  ${productText(line)}`,
    ),
    `${"together".padEnd(width)}            ${figure(mAhPerDay)} mAh a day / 24 h = ${figure((mAhPerDay / 24) * 1_000)} uA on average`,
  ];
};

const ENDS = {
  empty: "the twin counts it as empty",
  cold: "at its mean current and in its coldest hour no more can be had",
  "brown-out": "its strongest load pulls the voltage below the brown-out threshold",
};

/** The life of a mean place is nobody's where places differ: those at a slow rate are empty long before. */
const placesText = ({ link, budget }: TwinExplanation): string[] =>
  (budget?.lifeAt ?? [])
    .filter(({ share }) => share >= SHARE_SHOWN)
    .sort((x, y) => x.rate - y.rate)
    .map(
      ({ rate, share, days }) =>
        `          ${link.model.transport.rateName(rate)}: ${days === null ? "no end" : years(days)}, at ${percent(share)} of the places`,
    );

const lifeText = (life: BatteryLife, capacityMAh: number): string[] => {
  const {
    startShare,
    endShare,
    endsBy,
    degradedShare,
    activeMAhPerDay,
    degradedMAhPerDay,
    chargeDays,
    days,
    harvest,
  } = life;
  const end = `ends at   ${percent(endShare)} of the charge: ${ENDS[endsBy]}`;
  if (harvest !== null)
    return [
      end,
      `panel     ${figure(harvest.meanMAhPerDay)} mAh a day on average, ${figure(harvest.darkestMAhPerDay)} in the darkest 30 days; drained ${figure(activeMAhPerDay)}`,
      days === null
        ? "life      no end within 30 years, gone through day by day"
        : `life      ${figure(days)} days = ${years(days)}, gone through day by day`,
    ];
  const part = (from: number, to: number, drain: number): string =>
    `${figure(capacityMAh)} mAh x (${percent(from)} - ${percent(to)}) / ${figure(drain)} mAh`;
  const total = chargeDays ?? 0;
  const first = part(startShare, degradedShare, activeMAhPerDay);
  const sum =
    degradedShare > endShare ? `${first} + ${part(degradedShare, endShare, degradedMAhPerDay)}` : first;
  const lines = [end, `life      ${sum}`, `          = ${figure(total)} days = ${years(total)}`];
  if (days !== null && days < total)
    lines.push(`shelf     ${years(days)}: such a cell is not counted on for longer, whatever is left in it`);
  return lines;
};

/** What makers and users of such devices report differs with the place and with the cell: both ends. */
const spreadText = ({ twin, budget }: TwinExplanation): string[] => {
  const spread = budget?.spread;
  const { battery } = twin.power;
  if (spread === null || spread === undefined || battery === null) return [];
  const { best, worst } = battery.chemistry.grades;
  return [
    `spread    ${years(spread.shortDays)} (slowest place, a cell of ${figure(worst)} times the self-discharge) to ${years(spread.longDays)} (fastest, ${figure(best)} times)`,
  ];
};

/** What the twin's own radio takes by the lines above: the comparison below knows nothing of its batches and figures. */
const ownRadioText = ({ budget, link }: TwinExplanation): string[] => {
  if (budget === null) return [];
  const radio = budget.lines.filter(({ consumer }) => consumer === "transmit" || consumer === "receive");
  const uA = (drainPerDay(radio) / 24) * 1_000 + link.model.idleUA;
  return [`(this twin's own radio, by the lines above: ${figure(uA, 3)} uA on average)`];
};

const transportText = (explanation: TwinExplanation): string[] => {
  const { transport, choice } = explanation.twin.radio;
  const reasons = choice?.reasons ?? alternativesOf(explanation);
  const width = Math.max(...reasons.map((reason) => reason.transport.length));
  return [
    choice === null
      ? `${transport}, named by the twin; for the same readings one by one, each transport with its usual figures,`
      : `${transport}, chosen by need:`,
    ...(choice === null ? ["range and latency set aside:"] : []),
    ...reasons.map(
      ({ transport: name, fits, why }) =>
        `${name === transport ? "*" : " "} ${name.padEnd(width)}  ${fits ? "" : "no: "}${why}`,
    ),
    ...ownRadioText(explanation),
  ];
};

const section = (title: string, lines: readonly string[]): string =>
  `${title}\n${lines.map((line) => `  ${line}`.trimEnd()).join("\n")}\n`;

/** The whole explanation, without and with the lifecycle every device goes through. */
export const explanationText = (explanation: TwinExplanation): string => {
  const { twin, budget } = explanation;
  const { battery } = twin.power;
  const parts = [
    `${twin.name}: ${twin.description}\n`,
    section("A day", dayText(explanation)),
    section("A message", messageText(explanation)),
  ];
  if (budget === null || battery === null) parts.push(section("Energy", ["mains: nothing is drained"]));
  else
    parts.push(
      section(
        `Energy of a day (${figure(battery.capacityMAh)} mAh ${battery.chemistry.name}, ${battery.nominalMv / 1_000} V)`,
        budgetText(budget.lines, budget.mAhPerDay),
      ),
      section("Expected life", [
        ...lifeText(budget.life, battery.capacityMAh),
        ...placesText(explanation),
        ...spreadText(explanation),
      ]),
    );
  parts.push(section("Transport", transportText(explanation)), section("Lifecycle", lifecycleDrawing()));
  return parts.join("\n");
};
