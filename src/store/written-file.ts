// The database's file while we write it: a system keeps a removed file alive for who has it open, so that a run would go on
// and end well with nothing in its folder. It must still be the one that was opened.
import { statSync } from "node:fs";
import { StoreError } from "./store-error.js";

export class WrittenFile {
  private readonly identity: string;

  /** The file exists and is open. */
  constructor(private readonly path: string) {
    this.identity = identityOf(path) ?? "";
  }

  /** Throws ENV_STORE when the file was removed, or another one stands in its place. */
  assertThere(): void {
    const now = identityOf(this.path);
    if (now === this.identity) return;
    const what = now === null ? "removed" : "replaced";
    throw new StoreError(
      "ENV_STORE",
      `${this.path} was ${what} while the run was writing it; its rows are lost`,
      {
        hint: "run again, and leave its folder alone until it has ended",
      },
    );
  }
}

const identityOf = (path: string): string | null => {
  const file = statSync(path, { throwIfNoEntry: false });
  return file === undefined ? null : `${file.dev}:${file.ino}`;
};
