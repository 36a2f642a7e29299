// Charts as SVG text, drawn by echarts on the server side: no canvas, no browser, no network. The library is read from
// disk on the first drawing only. Its ids and class names come from process-wide counters, so they are renamed: the
// same option gives the same bytes.
import { createRequire } from "node:module";
import type * as Echarts from "echarts";
import { escapeMarkup, type Markup, trusted } from "./markup.js";
import { withVariables } from "./palette.js";

type DrawingOption = Echarts.EChartsOption;

export interface Drawing {
  /** Unique on the page; prefix of every id inside. */
  id: string;
  title: string;
  /** One sentence for those who cannot see the picture. */
  description: string;
  widthPx: number;
  heightPx: number;
  option: DrawingOption;
}

let loaded: typeof Echarts | undefined;
const echarts = (): typeof Echarts =>
  (loaded ??= createRequire(import.meta.url)("echarts") as typeof Echarts);

/** Renames ids by order of appearance and drops what only serves a live page (hover classes, event hints). */
const settled = (svg: string, prefix: string): string => {
  const names = new Map<string, string>();
  const rename = (id: string): string => {
    if (!names.has(id)) names.set(id, `${prefix}-${names.size + 1}`);
    return names.get(id) as string;
  };
  return svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, "")
    .replace(/ class="[^"]*"| pointer-events="[^"]*"| ecmeta_\w+="[^"]*"/g, "")
    .replace(/ id="([^"]+)"/g, (_, id: string) => ` id="${rename(id)}"`)
    .replace(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${rename(id)})`)
    .replace(/<rect [^>]*fill="none"[^>]*><\/rect>\n?/, "");
};

/** One chart as inline SVG with a title and a description. */
export const draw = (drawing: Drawing): Markup => {
  const { id, widthPx: width, heightPx: height } = drawing;
  const chart = echarts().init(null, null, { renderer: "svg", ssr: true, width, height });
  let svg: string;
  try {
    chart.setOption({ animation: false, ...drawing.option });
    svg = chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
  const named =
    `role="img" aria-labelledby="${id}-t ${id}-d" class="chart">` +
    `<title id="${id}-t">${escapeMarkup(drawing.title)}</title>` +
    `<desc id="${id}-d">${escapeMarkup(drawing.description)}</desc>`;
  return trusted(
    withVariables(settled(svg, id))
      .replace(/ width="\d+" height="\d+"/, "")
      .replace(/ xmlns:xlink="[^"]*"| version="1.1"| baseProfile="full"/g, "")
      .replace(">", ` ${named}`),
  );
};
