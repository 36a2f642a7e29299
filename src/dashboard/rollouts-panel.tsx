// Each rollout: its stage, how many devices succeeded and failed, and a bar of the whole target.
import { Text } from "ink";
import type { Snapshot } from "../result/snapshot.js";
import { Heading, Line, NARROW_COLUMNS } from "./line.js";
import { barOf, type Theme } from "./theme.js";
import { shortText } from "./wording.js";

interface RolloutsProps {
  snapshot: Snapshot;
  theme: Theme;
  columns: number;
  lines: number;
}

const STATUS_ORDER = ["running", "paused", "aborted", "failed", "scheduled", "completed"];

const statusColour = (theme: Theme, status: string): string | undefined =>
  status === "completed"
    ? theme.good
    : status === "aborted" || status === "failed"
      ? theme.bad
      : status === "paused"
        ? theme.warning
        : undefined;

const BAR_COLUMNS = 16;

export const RolloutsPanel = ({ snapshot, theme, columns, lines }: RolloutsProps) => {
  const shown = [...snapshot.rollouts]
    .sort((x, y) => STATUS_ORDER.indexOf(x.status) - STATUS_ORDER.indexOf(y.status))
    .slice(0, lines);
  const hidden = snapshot.rollouts.length - shown.length;
  const narrow = columns < NARROW_COLUMNS;
  return shown.map((rollout, index) => {
    const stage = `${Math.min(rollout.stage + 1, rollout.stages)}/${rollout.stages}`;
    const share = rollout.targeted === 0 ? 0 : rollout.succeeded / rollout.targeted;
    return (
      <Line key={rollout.id}>
        <Heading theme={theme} columns={columns}>
          {index === 0 ? "rollouts" : ""}
        </Heading>
        {rollout.id} <Text color={statusColour(theme, rollout.status)}>{rollout.status}</Text>
        {narrow ? ` ${stage} ` : `  stage ${stage} ${barOf(theme, share, BAR_COLUMNS)} `}
        {shortText(rollout.succeeded)}
        {narrow ? "" : ` of ${shortText(rollout.targeted)}`}
        {rollout.failed > 0 && <Text color={theme.bad}> {shortText(rollout.failed)} failed</Text>}
        {hidden > 0 && index === shown.length - 1 ? ` (+${hidden} more)` : ""}
      </Line>
    );
  });
};
