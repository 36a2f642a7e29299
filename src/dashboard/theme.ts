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
}

export const makeTheme = ({ colour, unicode }: { colour: boolean; unicode: boolean }): Theme => ({
  accent: colour ? "cyan" : undefined,
  good: colour ? "green" : undefined,
  warning: colour ? "yellow" : undefined,
  bad: colour ? "red" : undefined,
  styled: colour,
  barFull: unicode ? "█" : "#",
  barEmpty: unicode ? "░" : "-",
});

/** The colour of an alert's severity, P0 gravest. */
export const severityColour = (theme: Theme, severity: string): string | undefined =>
  severity === "P0" || severity === "P1" ? theme.bad : severity === "P2" ? theme.warning : theme.accent;

/** A bar of `width` characters, `share` (0..1) of it full; anything above zero shows at least one mark. */
export const barOf = (theme: Theme, share: number, width: number): string => {
  const room = Math.max(0, Math.floor(width));
  const within = Math.min(1, Math.max(0, share));
  const full = within === 0 ? 0 : Math.min(room, Math.max(1, Math.round(within * room)));
  return theme.barFull.repeat(full) + theme.barEmpty.repeat(room - full);
};
