import { PassThrough } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { startDashboard } from "../../src/dashboard/start-dashboard.js";
import { busySnapshot } from "./worlds.js";

/** A terminal in memory: what was written, the keys, and whether raw mode is on. */
const fakeTerminal = (columns = 80, rows = 24) => {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns, rows });
  const written: string[] = [];
  stdout.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const raw: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => void raw.push(on),
    ref: () => undefined,
    unref: () => undefined,
  });
  return {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    written,
    raw,
    press: (key: string) => stdin.write(key),
  };
};

const start = (terminal: ReturnType<typeof fakeTerminal>, onQuit = () => {}) =>
  startDashboard({
    title: "reboot-storm",
    colour: false,
    unicode: true,
    onQuit,
    stdout: terminal.stdout,
    stdin: terminal.stdin,
  });

describe("the dashboard on a terminal", () => {
  test("q and Ctrl-C each ask for the end; other keys do not", async () => {
    const terminal = fakeTerminal();
    const onQuit = vi.fn();
    const dashboard = start(terminal, onQuit);
    await vi.waitFor(() => expect(terminal.raw).toContain(true));
    terminal.press("x");
    terminal.press("q");
    await vi.waitFor(() => expect(onQuit).toHaveBeenCalledTimes(1));
    terminal.press("\u0003");
    await vi.waitFor(() => expect(onQuit).toHaveBeenCalledTimes(2));
    dashboard.stop();
  });

  test("it shows what it is fed and gives the terminal back, once, when stopped", async () => {
    const terminal = fakeTerminal();
    const dashboard = start(terminal);
    dashboard.update(busySnapshot());
    await vi.waitFor(() => expect(terminal.written.join("")).toContain("P1 offline-share"));
    dashboard.stop();
    dashboard.stop();
    await vi.waitFor(() => expect(terminal.raw.at(-1)).toBe(false));
    const after = terminal.written.length;
    dashboard.update(busySnapshot());
    expect(terminal.written.length).toBe(after);
    expect(terminal.stdout.listenerCount("resize")).toBe(0);
  });

  test("a resize is followed", async () => {
    const terminal = fakeTerminal();
    const dashboard = start(terminal);
    dashboard.update(busySnapshot());
    Object.assign(terminal.stdout, { columns: 40, rows: 10 });
    terminal.stdout.emit("resize");
    await vi.waitFor(() => expect(terminal.written.join("")).toContain("dev 10.0k"));
    dashboard.stop();
  });
});
