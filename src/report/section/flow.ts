// Messages from device to cloud as one picture: ribbons as wide as their share of what was produced, so that what the
// fog saves can be seen. All figures are totals of the run.

import { bytes, compact, fewer, share } from "../figures.js";
import { escapeMarkup, type Markup, trusted } from "../markup.js";

export interface Flow {
  produced: number;
  /** Readings that went to the cloud without a gateway. */
  direct: number;
  fogIn: number;
  fogOut: number;
  bytesIn: number;
  bytesOut: number;
  reductionMessages: number;
  reductionBytes: number;
  delivered: number;
  dropped: number;
  inFlight: number;
}

const HEIGHT = 250;
const RIBBON = 110;
const MIDDLE = 118;

/** A ribbon between two places, `wide` around the height `y`. */
interface Ribbon {
  fromX: number;
  toX: number;
  y: number;
  wide: number;
  colour: string;
}

const ribbon = ({ fromX, toX, y, wide, colour }: Ribbon): string => {
  const [top, bottom] = [y - wide / 2, y + wide / 2];
  return `<path d="M${fromX} ${top}L${toX} ${top}V${bottom}L${fromX} ${bottom}z" fill="var(--${colour})"/>`;
};

/** What stands at one of the three places. */
interface Words {
  x: number;
  anchor: "start" | "middle" | "end";
  title: string;
  big: string;
  small: readonly string[];
}

const node = ({ x, anchor, title, big, small }: Words): string =>
  `<g text-anchor="${anchor}"><text x="${x}" y="18" fill="var(--soft)" font-size="13">${escapeMarkup(title)}</text>` +
  `<text x="${x}" y="44" fill="var(--ink)" font-size="22" font-weight="600">${escapeMarkup(big)}</text>${small
    .map(
      (line, at) =>
        `<text x="${x}" y="${202 + at * 18}" fill="var(--soft)" font-size="13">${escapeMarkup(line)}</text>`,
    )
    .join("")}</g>`;

const fogNode = (flow: Flow): string =>
  node({
    x: 480,
    anchor: "middle",
    title: "Gateways reduced by",
    big: `${share(flow.reductionMessages, 1)} of messages`,
    small: [
      `${compact(flow.fogIn)} in, ${compact(flow.fogOut)} out`,
      `${bytes(flow.bytesIn)} in, ${bytes(flow.bytesOut)} out (${fewer(flow.reductionBytes, "bytes", 1)})`,
    ],
  });

export const flowDrawing = (flow: Flow): Markup => {
  const most = Math.max(1, flow.produced, flow.fogIn + flow.direct);
  const wide = (messages: number): number =>
    messages === 0 ? 0 : Math.max(1.5, Math.round((messages / most) * RIBBON * 10) / 10);
  const hasFog = flow.fogIn > 0;
  const produced = wide(flow.produced);
  const direct = wide(flow.direct);
  const into = wide(flow.fogIn);
  const out = wide(flow.fogOut);
  // The direct ribbon runs above the gateways', both leave the devices within the produced width.
  const top = MIDDLE - produced / 2;
  const directY = top + direct / 2;
  const fogY = hasFog && flow.direct > 0 ? top + direct + into / 2 + 6 : MIDDLE;
  const parts = [
    `<rect x="0" y="${top}" width="12" height="${Math.max(2, produced)}" fill="var(--accent)"/>`,
    flow.direct > 0 ? ribbon({ fromX: 12, toX: 948, y: directY, wide: direct, colour: "accent4" }) : "",
    hasFog ? ribbon({ fromX: 12, toX: 474, y: fogY, wide: into, colour: "accent3" }) : "",
    hasFog
      ? `<rect x="474" y="${fogY - into / 2}" width="12" height="${Math.max(2, into)}" fill="var(--accent)"/>`
      : "",
    hasFog ? ribbon({ fromX: 486, toX: 948, y: fogY, wide: out, colour: "accent2" }) : "",
    `<rect x="948" y="${top}" width="12" height="${Math.max(2, produced)}" fill="var(--accent)"/>`,
  ];
  const lost = `${compact(flow.dropped)} lost, ${compact(flow.inFlight)} still under way`;
  const words = [
    node({
      x: 0,
      anchor: "start",
      title: "Devices produced",
      big: `${compact(flow.produced)} readings`,
      small: flow.direct > 0 && hasFog ? [`${compact(flow.direct)} sent without a gateway`] : [],
    }),
    hasFog ? fogNode(flow) : "",
    node({
      x: 960,
      anchor: "end",
      title: "Cloud accepted",
      big: `${compact(flow.delivered)} readings`,
      small: [lost],
    }),
  ];
  const title = `${compact(flow.produced)} readings produced, ${compact(flow.fogIn)} into gateways, ${compact(flow.fogOut)} messages out of them, ${compact(flow.delivered)} readings accepted by the cloud`;
  return trusted(
    `<svg class="chart" role="img" aria-labelledby="flow-t" viewBox="0 0 960 ${HEIGHT}" style="font-family:inherit"><title id="flow-t">${escapeMarkup(
      title,
    )}</title>${parts.join("")}${words.join("")}</svg>`,
  );
};
