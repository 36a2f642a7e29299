// mosquitto on a free port of this machine, where it is installed: the peer of the live figures.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";

const START_MAX_MS = 5_000;

/** Its version, or null where it is not installed. Debian puts it where only administrators' paths look. */
export const findMosquitto = (): { program: string; version: string } | null => {
  for (const program of ["mosquitto", "/usr/sbin/mosquitto"]) {
    const { error, stdout, stderr } = spawnSync(program, ["-h"], { encoding: "utf8" });
    if (error !== undefined) continue;
    return { program, version: /mosquitto version (\S+)/.exec(`${stdout}${stderr}`)?.[1] ?? "unknown" };
  }
  return null;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

/** Starts it without limits on what may be under way; `folder` takes its configuration. */
export const startMosquitto = async (
  program: string,
  folder: string,
): Promise<{ port: number; stop: () => Promise<void> }> => {
  const port = await freePort();
  const file = join(folder, "mosquitto.conf");
  writeFileSync(
    file,
    [
      `listener ${port} 127.0.0.1`,
      "allow_anonymous true",
      "persistence false",
      "max_queued_messages 0",
      "max_inflight_messages 0",
      "log_type error",
      "",
    ].join("\n"),
  );
  const child: ChildProcess = spawn(program, ["-c", file], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const startMs = performance.now();
  while (!(await isListening(port))) {
    if (child.exitCode !== null || performance.now() - startMs > START_MAX_MS)
      throw new Error("mosquitto did not start");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    port,
    stop: () => {
      child.kill();
      return ended;
    },
  };
};
