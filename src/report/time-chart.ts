// The one kind of chart the report uses over time: lines, stacked areas or bars over virtual time, with fault bands and
// phase marks behind them. Builds echarts options and nothing else.
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../core/duration.js";
import type { Moment } from "../result/moment.js";
import { POINTS_MAX, type Points, roundStepMs } from "./curves.js";
import type { Drawing } from "./drawing.js";
import { compact } from "./figures.js";
import { type Colour, hex } from "./palette.js";

export interface Curve {
  name: string;
  colour: Colour;
  points: Points;
  /** line: one stroke; area: stroke over a tint; stack: filled, on top of the one before; bar: stacked bars. */
  shape: "line" | "area" | "stack" | "bar";
  dashed?: boolean;
}

/** Top and grid distance of an axis that must hold `most`: round numbers, four to six steps. */
export const roundScale = (most: number): { max: number; stepEvery: number } => {
  let unit = 1;
  while (unit * 50 < most) unit *= 10;
  const stepEvery = [1, 2, 2.5, 5, 10].map((times) => times * unit).find((step) => step * 5 >= most) ?? most;
  return { max: Math.max(1, Math.ceil(most / stepEvery)) * stepEvery, stepEvery };
};

export interface TimeChart {
  id: string;
  title: string;
  description: string;
  endMs: number;
  curves: Curve[];
  faults: readonly Moment[];
  phases: readonly { name: string; startMs: number }[];
  /** Text of a value on the vertical axis. */
  axis?: (value: number) => string;
  max?: number;
  min?: number;
  /** Distance of the horizontal grid lines; by default chosen round. */
  stepEvery?: number;
  widthPx?: number;
  heightPx?: number;
}

/** Words of a moment on the time axis: short, and exact because ticks stand on round times. */
export const tickText = (ms: number): string => {
  if (ms === 0) return "0";
  const units: [number, string][] = [
    [DAY_MS, " d"],
    [HOUR_MS, " h"],
    [MINUTE_MS, " min"],
    [1_000, " s"],
  ];
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  if (days > 0 && hours > 0) return `${days} d ${hours} h`;
  if (hours > 0 && minutes > 0 && days === 0) return `${hours}:${String(minutes).padStart(2, "0")} h`;
  const [unitMs, name] = units.find(([unit]) => ms % unit === 0) ?? [1_000, " s"];
  return `${Math.round((ms / unitMs) * 10) / 10}${name}`;
};

const FONT =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif";
const TEXT = { color: hex("soft"), fontSize: 12, fontFamily: FONT };
/** Phase names nearer together than this share of the width would overlap. */
const PHASE_ROOM = 0.07;

const phaseMarks = (chart: TimeChart): { xAxis: number; name: string }[] => {
  let last = -1;
  return chart.phases.map(({ name, startMs }) => {
    const room = last < 0 || (startMs - last) / chart.endMs >= PHASE_ROOM;
    if (room) last = startMs;
    return { xAxis: startMs, name: room ? name : "" };
  });
};

const background = (chart: TimeChart): Record<string, unknown> => ({
  type: "line",
  data: [],
  silent: true,
  z: 0,
  markArea: {
    silent: true,
    itemStyle: { color: hex("warm"), opacity: 0.11 },
    data: chart.faults.map((fault) => [
      { xAxis: fault.atMs },
      // An instant still needs a visible width.
      { xAxis: Math.min(chart.endMs, Math.max(fault.untilMs ?? fault.atMs, fault.atMs + chart.endMs / 400)) },
    ]),
  },
  markLine: {
    silent: true,
    symbol: "none",
    lineStyle: { color: hex("faint"), type: [2, 3], width: 1 },
    label: {
      ...TEXT,
      color: hex("faint"),
      position: "end",
      align: "left",
      offset: [3, 0],
      distance: 4,
      formatter: (mark: { name: string }) => mark.name,
    },
    data: phaseMarks(chart),
  },
});

const seriesOf = (curve: Curve, widthMs: number): Record<string, unknown> => {
  const colour = hex(curve.colour);
  const bar = curve.shape === "bar";
  return {
    name: curve.name,
    type: bar ? "bar" : "line",
    silent: true,
    emphasis: { disabled: true },
    // Bars stand between their slice's start and end.
    data: curve.points.atMs.map((atMs, at) => [bar ? atMs + widthMs / 2 : atMs, curve.points.values[at]]),
    ...(bar
      ? { stack: "all", barWidth: "82%", itemStyle: { color: colour } }
      : {
          symbol: "none",
          sampling: undefined,
          lineStyle: {
            color: colour,
            width: curve.shape === "stack" ? 0 : 1.8,
            type: curve.dashed === true ? [4, 4] : "solid",
            join: "round",
          },
          ...(curve.shape === "area" ? { areaStyle: { color: colour, opacity: 0.1 } } : {}),
          ...(curve.shape === "stack" ? { stack: "all", areaStyle: { color: colour, opacity: 1 } } : {}),
        }),
  };
};

/** The drawing of one chart over time. */
export const timeDrawing = (chart: TimeChart): Drawing => {
  const { id, title, description, endMs, widthPx = 960, heightPx = 280 } = chart;
  for (const curve of chart.curves)
    if (curve.points.atMs.length > POINTS_MAX) throw new Error(`${id}: more points than POINTS_MAX`);
  const stepMs = roundStepMs(endMs, widthPx > 600 ? 12 : 6);
  const bar = chart.curves.find((curve) => curve.shape === "bar");
  const widthMs =
    bar === undefined || bar.points.atMs.length < 2 ? endMs : bar.points.atMs[1] - bar.points.atMs[0];
  return {
    id,
    title,
    description,
    widthPx,
    heightPx,
    option: {
      textStyle: { fontFamily: FONT },
      grid: { left: 58, right: 16, top: 26, bottom: 26 },
      xAxis: {
        type: "value",
        min: 0,
        max: endMs,
        interval: stepMs,
        containShape: false,
        axisLine: { lineStyle: { color: hex("faint") } },
        axisTick: { show: true, length: 4, lineStyle: { color: hex("faint") } },
        splitLine: { show: false },
        axisLabel: {
          ...TEXT,
          showMaxLabel: endMs % stepMs === 0,
          formatter: (value: number) => tickText(value),
        },
      },
      yAxis: {
        type: "value",
        min: chart.min ?? 0,
        max: chart.max,
        interval: chart.stepEvery,
        splitNumber: 4,
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: hex("rule"), width: 1 } },
        axisLabel: { ...TEXT, formatter: chart.axis ?? compact },
      },
      series: [...chart.curves.map((curve) => seriesOf(curve, widthMs)), background(chart)],
    } as Drawing["option"],
  };
};
