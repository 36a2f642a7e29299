import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { openRun } from "../../src/store/open-run.js";
import { LOCK_FILE } from "../../src/store/run-lock.js";
import { RunStore } from "../../src/store/run-store.js";
import { environmentError, StoreError } from "../../src/store/store-error.js";
import { emptyBatch, info, newFolder } from "./small-run.js";

/** Sets how large a file this process may write (Linux); past it, writes fail as on a full disk. */
const limitFileSize = (bytes: number | "unlimited"): boolean =>
  spawnSync("/usr/bin/env", ["prlimit", "--pid", String(process.pid), `--fsize=${bytes}:unlimited`])
    .status === 0;
const canLimit = process.platform === "linux" && limitFileSize("unlimited");

/** Noise, so that it cannot be compressed away. */
const noisyBatch = (rows: number) => {
  const block = new EventBlock(rows);
  for (let row = 0; row < rows; row++)
    block.push(
      Events.probe,
      { atMs: row, entity: row % 25, seq: row },
      { x: Math.sin(row) * 1e9, y: Math.cos(row * 7) * 1e9, z: Math.sin(row * 3) },
    );
  return { ...emptyBatch(0), events: block.take() };
};

describe("a full disk", () => {
  afterEach(() => {
    limitFileSize("unlimited");
  });

  test.skipIf(!canLimit)(
    "fails the append with a code, keeps failing, and gives the folder free",
    async () => {
      const ignore = () => undefined;
      process.on("SIGXFSZ", ignore);
      const dir = newFolder();
      const store = await RunStore.create(dir, info);
      await store.append(noisyBatch(1_000));
      await store.ready();
      limitFileSize(6_000_000);
      let failure: unknown;
      for (let batch = 0; batch < 10 && failure === undefined; batch++)
        await store.append(noisyBatch(300_000)).catch((cause) => {
          failure = cause;
        });
      expect(failure).toBeInstanceOf(StoreError);
      expect(failure).toMatchObject({ code: "ENV_DISK_FULL", hint: expect.stringMatching(/free space/) });
      await expect(store.append(emptyBatch(0))).rejects.toBe(failure);
      await expect(store.finish({ endMs: 1, digest: "" })).rejects.toBe(failure);
      await store.close();
      expect(existsSync(join(dir, LOCK_FILE))).toBe(false);
      limitFileSize("unlimited");
      process.off("SIGXFSZ", ignore);
      const run = await openRun(dir);
      const { rows } = await run.query("select count(*) >= 1000 from raw.events");
      expect(rows).toEqual([[true]]);
      run.close();
    },
  );

  test.skipIf(!canLimit)(
    "at the creation of the database says that it is one, and gives the folder free",
    async () => {
      const ignore = () => undefined;
      process.on("SIGXFSZ", ignore);
      const dir = newFolder();
      limitFileSize(1_000);
      const failure = await RunStore.create(dir, info).then(
        async (store) => {
          const later = await store.ready().then(
            () => undefined,
            (cause: unknown) => cause,
          );
          await store.close();
          return later;
        },
        (cause: unknown) => cause,
      );
      limitFileSize("unlimited");
      process.off("SIGXFSZ", ignore);
      expect(failure).toMatchObject({ code: "ENV_DISK_FULL", hint: expect.stringMatching(/free space/) });
      expect(existsSync(join(dir, LOCK_FILE))).toBe(false);
    },
  );

  test.each([
    ['IO Error: Could not write file "x": No space left on device', "ENV_DISK_FULL"],
    ["ENOSPC: no space left on device, write", "ENV_DISK_FULL"],
    ['IO Error: Could not set lock on file "x": Conflicting lock is held', "ENV_STORE_LOCKED"],
    ['IO Error: Cannot open file "x": Permission denied', "ENV_STORE"],
  ])("or its like is told apart: %s", (message, code) => {
    expect(environmentError(new Error(message), "write")).toMatchObject({ code });
  });
});
