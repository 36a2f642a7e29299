// Numbers as the dashboard writes them: fixed width where they tick, short where space is short.

import { DAY_MS } from "../core/duration.js";

/** `02:03:04`, `3d 02:03:04`. */
export const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pair = (value: number): string => String(value).padStart(2, "0");
  const days = Math.floor((seconds * 1000) / DAY_MS);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map(pair)
    .join(":");
  return days > 0 ? `${days}d ${clock}` : clock;
};

/** `1,234,567`. The separator does not depend on the machine's language. */
export const countText = (count: number): string => {
  const digits = String(Math.round(Math.abs(count)));
  const grouped = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return count < 0 ? `-${grouped}` : grouped;
};

/** `999`, `12.3k`, `4.56M`: at most six characters below 10^15. */
export const shortText = (count: number): string => {
  const units = ["", "k", "M", "G", "T"];
  let value = Math.abs(count);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits =
    unit === 0 ? String(Math.round(value)) : value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
  return `${count < 0 ? "-" : ""}${digits}${units[unit]}`;
};

export const shareText = (share: number): string => {
  const percent = share * 100;
  // 99.97 % online is not "100 %": only all of it is.
  const shown = share < 1 && percent > 99.9 ? 99.9 : share > 0 && percent < 0.1 ? 0.1 : percent;
  return `${shown === 100 || shown === 0 ? shown.toFixed(0) : shown.toFixed(1)} %`;
};

/** `8 s`, `3 min`, `2 h 10 min`: how long a person still waits. */
export const waitText = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

export const speedText = (factor: number): string =>
  `x${factor >= 10 ? countText(factor) : factor.toFixed(1)}`;
