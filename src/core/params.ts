// What a fault or a detector can be told, as plain data: the parser makes its checks of it, the docs their tables, and whoever
// is told reads figures.

/** What a parameter is, as somebody writes it. */
export type Takes = "duration" | "share" | "rate" | "number" | "count" | "choice" | "flag";
export type Written = string | number | boolean;

export interface Param<T extends Takes = Takes, Optional extends boolean = boolean> {
  readonly takes: T;
  readonly says: string;
  /** A value as somebody would write it. */
  readonly like: Written;
  /** What holds where it is not written; without one it must be written, unless it is optional. */
  readonly otherwise?: Written;
  readonly isOptional: Optional;
  /** Of a number: 0 would change nothing; below 0 means nothing. Of a length of time: none would mean nothing. */
  readonly range?: "not 0" | "above 0";
  /** Of a count. */
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
}
export type Params = Readonly<Record<string, Param>>;

type FigureName<Name extends string, T extends Takes> = T extends "duration"
  ? `${Name}Ms`
  : T extends "share"
    ? `${Name}Ppm`
    : Name;
/** The same as they are read: lengths in Ms, shares in Ppm, a choice by its place, a flag as 0 or 1. */
export type Figures<P extends Params> = {
  readonly [Name in keyof P & string as FigureName<
    Name,
    P[Name]["takes"]
  >]: P[Name]["isOptional"] extends true ? number | undefined : number;
};

/** What a parameter is called as a figure. */
export const figureName = (name: string, { takes }: Param): string =>
  takes === "duration" ? `${name}Ms` : takes === "share" ? `${name}Ppm` : name;

type Must = { like: Written; otherwise?: Written };
const param = <T extends Takes>(takes: T, says: string, more: Must & Partial<Param>): Param<T, false> =>
  ({
    takes,
    says,
    isOptional: false,
    ...more,
  }) as Param<T, false>;

/** A length of time. */
export const duration = (says: string, more: Must & { range?: "above 0" }): Param<"duration", false> =>
  param("duration", says, more);
/** A share above 0 %. */
export const share = (says: string, more: Must): Param<"share", false> => param("share", says, more);
/** So many a second, above 0. */
export const rate = (says: string, more: Must): Param<"rate", false> => param("rate", says, more);
export const number = (
  says: string,
  range: "not 0" | "above 0",
  like: number,
  otherwise?: number,
): Param<"number", false> => param("number", says, { range, like, otherwise });
/** How many. */
export const count = (
  says: string,
  more: { least: number; most: number; otherwise: number },
): Param<"count", false> => param("count", says, { ...more, like: more.otherwise });
/** One of some words; the first one where none is written. */
export const choice = (says: string, choices: readonly string[]): Param<"choice", false> =>
  param("choice", says, { choices, like: choices[0], otherwise: choices[0] });
/** Off where it is not written. */
export const flag = (says: string): Param<"flag", false> =>
  param("flag", says, { like: false, otherwise: false });

/** It may be left out. */
export const optional = <T extends Takes>(one: Param<T, boolean>): Param<T, true> => ({
  ...one,
  isOptional: true,
});
