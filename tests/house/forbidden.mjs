// Everything that tests/house/style.test.ts must find, once. Never run.
export const forbidden = async () => {
  setTimeout(() => {}, 1);
  const then = Date.now();
  await null;
  return [Math.random(), 2 ** 3, 2 ** 3, "a".localeCompare("b"), performance.now(), process.pid, then];
};
