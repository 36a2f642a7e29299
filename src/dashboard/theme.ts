// Colours and signs of the dashboard. Without colour every meaning is still there in words; without Unicode the bars are ASCII.

export interface Theme {
  accent: string | undefined;
  good: string | undefined;
  warning: string | undefined;
  bad: string | undefined;
  /** Dimming and weight are colour too as far as NO_COLOR is concerned. */
  styled: boolean;
  barFull: string;
  barEmpty: string;
  /** Devices in a bar: a sign of its own for each, so that it reads without colour. */
  online: string;
  offline: string;
  notInService: string;
}

export const makeTheme = ({ colour, unicode }: { colour: boolean; unicode: boolean }): Theme => ({
  accent: colour ? "cyan" : undefined,
  good: colour ? "green" : undefined,
  warning: colour ? "yellow" : undefined,
  bad: colour ? "red" : undefined,
  styled: colour,
  barFull: unicode ? "█" : "#",
  barEmpty: unicode ? "░" : "-",
  online: unicode ? "█" : "#",
  offline: "x",
  notInService: unicode ? "·" : ".",
});

/** The colour of an alert's severity, P0 gravest. */
export const severityColour = (theme: Theme, severity: string): string | undefined =>
  severity === "P0" || severity === "P1" ? theme.bad : severity === "P2" ? theme.warning : theme.accent;

/** A bar of `width` characters, `share` (0..1) of it full; anything above zero shows a mark, and only all of it is full. */
export const barOf = (theme: Theme, share: number, width: number): string => {
  const [full, empty] = columnsOf([Math.min(1, Math.max(0, share)), Math.max(0, 1 - share)], width);
  return theme.barFull.repeat(full) + theme.barEmpty.repeat(empty);
};

/** Deals `width` columns out to counts, by size; each count above zero gets one first, as far as they go. All zero: the last takes all. */
export const columnsOf = (counts: readonly number[], width: number): number[] => {
  const room = Math.max(0, Math.floor(width));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return counts.map((_, at) => (at === counts.length - 1 ? room : 0));
  const columns = counts.map((count) => Math.floor((count / total) * room));
  let left = room - columns.reduce((sum, each) => sum + each, 0);
  const rest = (at: number): number => (counts[at] / total) * room - columns[at];
  const order = counts.map((_, at) => at).sort((x, y) => rest(y) - rest(x) || x - y);
  for (const at of order)
    if (left > 0 && counts[at] > 0) {
      columns[at]++;
      left--;
    }
  // Few among many would not show: they take a column from the widest.
  for (const [at, count] of counts.entries()) {
    const widest = columns.indexOf(Math.max(...columns));
    if (count <= 0 || columns[at] > 0 || columns[widest] < 2) continue;
    columns[widest]--;
    columns[at]++;
  }
  return columns;
};
