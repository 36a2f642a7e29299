// What makes a monthly figure less than it looks: a run too short to be a month, a price book for another cloud, more use
// than was bought. In words, for every output.
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../core/duration.js";
import type { PriceBook } from "./price-book.js";
import { type MeteredCloud, MONTH_DAYS, type Usage } from "./usage.js";

/** A direct method is a request and a response. */
const MESSAGES_PER_JOB = 2;

/** The account's length is short against a month: what happens by day and night, or once, weighs wrongly. */
const shortRun = (virtualMs: number): string[] =>
  virtualMs >= DAY_MS
    ? []
    : [
        `The month is scaled from ${spanWords(virtualMs)}, less than a day: what happens once, or at one time of day, counts many times.`,
      ];

const spanWords = (ms: number): string => {
  if (ms >= HOUR_MS) return `${Math.round(ms / 36_000) / 100} h`;
  return ms >= MINUTE_MS ? `${Math.round(ms / 600) / 100} min` : `${Math.round(ms / 10) / 100} s`;
};

/** A book's prices are for other profiles than the one that was simulated. */
const otherCloud = (book: PriceBook, profile: string): string[] =>
  book.profiles === undefined || book.profiles.includes(profile)
    ? []
    : [
        `The price book ${book.name} is for ${book.profiles.join(", ")}; the simulated cloud is ${profile}, which meters and bills otherwise.`,
      ];

/** More messages a day than the bought units hold: they would be refused, which is not modelled. */
const overQuota = ({ quantities }: Usage, { messagesPerDay, units }: MeteredCloud): string[] => {
  if (messagesPerDay === null) return [];
  const { messages, "shadow-operations": twins, "remote-actions": jobs } = quantities;
  const perDay = Math.ceil((messages + twins + MESSAGES_PER_JOB * jobs) / MONTH_DAYS);
  if (perDay <= messagesPerDay) return [];
  const needed = Math.ceil(perDay / (messagesPerDay / units));
  return [
    `${perDay} messages a day are more than the ${messagesPerDay} that ${units === 1 ? "one unit holds" : `${units} units hold`}; what is beyond would be refused. It takes units: ${needed}.`,
  ];
};

/** All warnings of an account, in a fixed order. */
export const costWarnings = (
  book: PriceBook,
  usage: Usage,
  cloud: MeteredCloud,
  virtualMs: number,
): string[] => [...shortRun(virtualMs), ...otherCloud(book, cloud.profile), ...overQuota(usage, cloud)];
