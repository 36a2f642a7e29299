// Where the compiled entry of a process or thread stands. Tests run the sources, but processes and threads start from
// dist/ (the tests' global set-up builds it).

/** File URL of `src/live/<name>.ts` as built. */
export const entryUrl = (name: string): URL =>
  new URL(
    `${name}.js`,
    import.meta.url.endsWith(".ts") ? import.meta.url.replace("/src/live/", "/dist/live/") : import.meta.url,
  );
