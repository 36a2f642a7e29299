// The report's colours, by role. One accent for data and a quiet warm tone for trouble; everything else is ink on paper.
// Each has a light and a dark value; charts are drawn in the light values and refer to the page's variables.

const PALETTE = {
  paper: { light: "#ffffff", dark: "#14181c" },
  panel: { light: "#f5f7f8", dark: "#1c2227" },
  ink: { light: "#16212a", dark: "#e6ebee" },
  soft: { light: "#52616b", dark: "#a3b0b8" },
  faint: { light: "#8996a0", dark: "#75838c" },
  rule: { light: "#dde3e7", dark: "#2e373e" },
  accent: { light: "#0f6b7c", dark: "#4db3c4" },
  accent2: { light: "#5fa3b0", dark: "#2f8797" },
  accent3: { light: "#a9cdd4", dark: "#205c68" },
  accent4: { light: "#d5e6e9", dark: "#1a424b" },
  warm: { light: "#b8572b", dark: "#e08a5c" },
  warm2: { light: "#e3b394", dark: "#8a4f30" },
  good: { light: "#2c7a4b", dark: "#63b985" },
} as const;
export type Colour = keyof typeof PALETTE;

/** Colours of stacked series, strongest first. */
export const RAMP: readonly Colour[] = ["accent", "accent2", "accent3", "accent4", "warm2", "faint", "rule"];

/** A colour as echarts takes it. */
export const hex = (colour: Colour): string => PALETTE[colour].light;

const variables = (shade: "light" | "dark"): string =>
  Object.entries(PALETTE)
    .map(([name, value]) => `--${name}:${value[shade]}`)
    .join(";");

/** Style sheet that sets the variables, for light and dark readers; paper is always light. */
export const paletteCss = (): string =>
  `:root{color-scheme:light dark;${variables("light")}}\n` +
  `@media screen and (prefers-color-scheme:dark){:root{${variables("dark")}}}`;

const ROLE_OF = new Map(Object.entries(PALETTE).map(([name, value]) => [value.light, name]));

/** Turns the light colours of a drawing into references to the page's variables. */
export const withVariables = (svg: string): string =>
  svg.replace(/#[0-9a-f]{6}\b/g, (colour) => {
    const role = ROLE_OF.get(colour as never);
    return role === undefined ? colour : `var(--${role})`;
  });
