// Where the entry of a process or thread of this folder stands.

/** URL of `src/live/<name>.ts` as built. */
export const entryUrl = (name: string): URL => new URL(`./${name}.js`, import.meta.url);
