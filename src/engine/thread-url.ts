// Where threads load the engine from.

/** URL of a compiled file of this folder. */
export const threadUrl = (file: string): URL => new URL(`./${file}`, import.meta.url);
