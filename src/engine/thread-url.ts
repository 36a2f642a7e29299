// Where threads load the engine from: always the compiled files, also when the caller is a test running the sources.

/** URL of a compiled file of this folder. */
export const threadUrl = (file: string): URL =>
  new URL(import.meta.url.endsWith(".ts") ? `../../dist/engine/${file}` : `./${file}`, import.meta.url);
