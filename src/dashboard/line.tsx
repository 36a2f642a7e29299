// One line of the dashboard: cut at the terminal's edge, never wrapped, so the frame keeps its height.
import { Box, Text } from "ink";
import type { ReactNode } from "react";
import type { Theme } from "./theme.js";

export const Line = ({ children }: { children: ReactNode }) => (
  <Box height={1} flexShrink={0}>
    <Text wrap="truncate">{children}</Text>
  </Box>
);

export const Strong = ({ theme, children }: { theme: Theme; children: ReactNode }) => (
  <Text bold={theme.styled}>{children}</Text>
);

export const Quiet = ({ theme, children }: { theme: Theme; children: ReactNode }) => (
  <Text dimColor={theme.styled}>{children}</Text>
);

const SHORT_HEADINGS: Record<string, string> = {
  devices: "dev",
  messages: "msg",
  rollouts: "ota",
  alerts: "alr",
  faults: "flt",
};

/** A heading of fixed width, so the panels line up; narrow terminals get a short one. */
export const Heading = ({
  theme,
  columns,
  children,
}: {
  theme: Theme;
  columns: number;
  children: string;
}) => (
  <Text color={theme.accent} bold={theme.styled}>
    {columns < NARROW_COLUMNS
      ? (SHORT_HEADINGS[children] ?? "").padEnd(SHORT_HEADING_COLUMNS)
      : children.padEnd(HEADING_COLUMNS)}
  </Text>
);

/** Below this the panels use their short wording. */
export const NARROW_COLUMNS = 64;
export const HEADING_COLUMNS = 10;
const SHORT_HEADING_COLUMNS = 4;
