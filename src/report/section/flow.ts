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

const ribbon = (x1: number, w1: number, x2: number, w2: number, y: number, colour: string): string =>
  `<path d="M${x1} ${y - w1 / 2}L${x2} ${y - w2 / 2}V${y + w2 / 2}L${x1} ${y + w1 / 2}z" fill="var(--${colour})"/>`;

const node = (
  x: number,
  title: string,
  big: string,
  small: string[],
  anchor: "start" | "middle" | "end",
): string =>
  `<g text-anchor="${anchor}"><text x="${x}" y="18" fill="var(--soft)" font-size="13">${escapeMarkup(title)}</text>` +
  `<text x="${x}" y="44" fill="var(--ink)" font-size="22" font-weight="600">${escapeMarkup(big)}</text>${small
    .map(
      (line, at) =>
        `<text x="${x}" y="${202 + at * 18}" fill="var(--soft)" font-size="13">${escapeMarkup(line)}</text>`,
    )
    .join("")}</g>`;

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
    flow.direct > 0 ? ribbon(12, direct, 948, direct, directY, "accent4") : "",
    hasFog ? ribbon(12, into, 474, into, fogY, "accent3") : "",
    hasFog
      ? `<rect x="474" y="${fogY - into / 2}" width="12" height="${Math.max(2, into)}" fill="var(--accent)"/>`
      : "",
    hasFog ? ribbon(486, out, 948, out, fogY, "accent2") : "",
    `<rect x="948" y="${top}" width="12" height="${Math.max(2, produced)}" fill="var(--accent)"/>`,
  ];
  const lost = `${compact(flow.dropped)} lost, ${compact(flow.inFlight)} still under way`;
  const words = [
    node(
      0,
      "Devices produced",
      `${compact(flow.produced)} readings`,
      flow.direct > 0 && hasFog ? [`${compact(flow.direct)} sent without a gateway`] : [],
      "start",
    ),
    hasFog
      ? node(
          480,
          "Gateways reduced by",
          `${share(flow.reductionMessages, 1)} of messages`,
          [
            `${compact(flow.fogIn)} in, ${compact(flow.fogOut)} out`,
            `${bytes(flow.bytesIn)} in, ${bytes(flow.bytesOut)} out (${fewer(flow.reductionBytes, "bytes", 1)})`,
          ],
          "middle",
        )
      : "",
    node(960, "Cloud accepted", `${compact(flow.delivered)} readings`, [lost], "end"),
  ];
  const title = `${compact(flow.produced)} readings produced, ${compact(flow.fogIn)} into gateways, ${compact(flow.fogOut)} messages out of them, ${compact(flow.delivered)} readings accepted by the cloud`;
  return trusted(
    `<svg class="chart" role="img" aria-labelledby="flow-t" viewBox="0 0 960 ${HEIGHT}" style="font-family:inherit"><title id="flow-t">${escapeMarkup(
      title,
    )}</title>${parts.join("")}${words.join("")}</svg>`,
  );
};
