// Stuck values: the same number so many times running. Sensors that report on change are exempt.
import { count } from "../core/params.js";
import { detector, Verdict } from "./detector.js";

export const stuck = detector({
  kind: "stuck",
  says: "equal readings in a row",
  isUsual: true,
  params: {
    stuckAfter: count("equal readings in a row; 0 never", { least: 0, most: 1_000_000, otherwise: 12 }),
  },
  isOn: ({ stuckAfter }) => stuckAfter > 0,
  fits: ({ reports }) => reports !== "on-change",
  memory: { value: "f64", times: "u32" },
  onValue: (look, { value, times }, { stuckAfter }) => {
    const { device } = look;
    if (value[device] !== look.value) {
      value[device] = look.value;
      times[device] = 1;
      if (!look.isFound) return Verdict.unchanged;
      look.measured = look.value;
      return Verdict.over;
    }
    if (++times[device] < stuckAfter || look.isFound) return Verdict.unchanged;
    look.measured = look.value;
    return Verdict.found;
  },
});
