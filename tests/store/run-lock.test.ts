import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openRun, RUN_FILE } from "../../src/store/open-run.js";
import { LOCK_FILE } from "../../src/store/run-lock.js";
import { RunStore } from "../../src/store/run-store.js";
import { finishedRun, firstBatch, info, newFolder } from "./small-run.js";

/** The pid of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("the lock of a run", () => {
  test("stops a second writer, also in the same process, and is gone after close", async () => {
    const dir = newFolder();
    const store = await RunStore.create(dir, info);
    await expect(RunStore.create(dir, { ...info, replace: true })).rejects.toMatchObject({
      code: "ENV_STORE_LOCKED",
    });
    expect(existsSync(join(dir, LOCK_FILE))).toBe(true);
    await store.append(firstBatch());
    await store.close();
    expect(existsSync(join(dir, LOCK_FILE))).toBe(false);
  });

  test("stops a reader while the run is being written", async () => {
    const dir = newFolder();
    const store = await RunStore.create(dir, info);
    await expect(openRun(dir)).rejects.toMatchObject({ code: "ENV_STORE_LOCKED" });
    await store.close();
    (await openRun(dir)).close();
  });

  test("lets several readers in at once", async () => {
    const dir = await finishedRun();
    const readers = await Promise.all([openRun(dir), openRun(dir)]);
    for (const reader of readers)
      expect((await reader.query("select count(*) > 0 from raw.events")).rows).toEqual([[true]]);
    for (const reader of readers) reader.close();
  });

  test("names the process that holds it", async () => {
    const dir = newFolder();
    writeFileSync(join(dir, LOCK_FILE), JSON.stringify({ pid: process.ppid, started: "", token: "theirs" }));
    await expect(RunStore.create(dir, info)).rejects.toThrow(`process ${process.ppid}`);
    expect(readFileSync(join(dir, LOCK_FILE), "utf8")).toContain("theirs");
  });

  test("of a crashed run blocks nobody, and what the run had written can be read", async () => {
    const dir = newFolder();
    const store = await RunStore.create(dir, info);
    await store.append(firstBatch());
    await store.ready();
    // What a kill leaves behind: the file, its write-ahead log, and a lock of a process that is no more.
    const crashed = newFolder();
    for (const file of [RUN_FILE, `${RUN_FILE}.wal`]) copyFileSync(join(dir, file), join(crashed, file));
    writeFileSync(join(crashed, LOCK_FILE), JSON.stringify({ pid: deadPid(), started: "1", token: "dead" }));
    await store.close();

    const run = await openRun(crashed);
    expect(run.run.finished).toBe(false);
    expect((await run.query("select count(*) from raw.events")).rows).toEqual([[firstBatch().events.count]]);
    run.close();
    const again = await RunStore.create(crashed, { ...info, replace: true });
    await again.close();
    expect(existsSync(join(crashed, LOCK_FILE))).toBe(false);
  });

  test.skipIf(process.platform !== "linux")(
    "of a dead process whose pid was given away is stale",
    async () => {
      const dir = newFolder();
      writeFileSync(join(dir, LOCK_FILE), JSON.stringify({ pid: process.pid, started: "1", token: "dead" }));
      const store = await RunStore.create(dir, info);
      await store.close();
      expect(existsSync(join(dir, LOCK_FILE))).toBe(false);
    },
  );

  test("half written a moment ago is held, long ago is stale", async () => {
    const dir = newFolder();
    writeFileSync(join(dir, LOCK_FILE), "");
    await expect(RunStore.create(dir, info)).rejects.toMatchObject({ code: "ENV_STORE_LOCKED" });
    const { utimesSync } = await import("node:fs");
    utimesSync(join(dir, LOCK_FILE), new Date(0), new Date(0));
    await (await RunStore.create(dir, info)).close();
  });

  test("is released when the store could not be made", async () => {
    const dir = await finishedRun();
    await expect(RunStore.create(dir, info)).rejects.toMatchObject({ code: "ENV_STORE" });
    expect(existsSync(join(dir, LOCK_FILE))).toBe(false);
  });
});
