// OTA-5, OTA-6: firmware versions, what is wrong with them and what they do to devices.

export type FirmwareDefect =
  | "none"
  | "corrupt"
  | "wrong-key"
  | "truncated"
  | "corrupt-chunk"
  | "truncated-chunk"
  | "wrong-base";

export interface FirmwareSpec {
  version: string;
  sizeBytes: number;
  delta: { from: string; sizeBytes: number } | null;
  behaviours: FirmwareBehaviour[];
  /**
   * What is wrong with the image (corrupt, wrong-key, truncated), with one of its blocks as it is stored (corrupt-chunk,
   * truncated-chunk) or with its patch (wrong-base: made against another build of the base). The update agent must refuse it.
   */
  defect: FirmwareDefect;
}

/** OTA-6: what a version does, in a share of the matching devices. */
export interface FirmwareBehaviour {
  /**
   * boot-loop: crashes soon after each boot. leak: the watchdog bites `afterMs` after each boot. drain: sleeps with
   * `uA` more. sensor-bias: readings are off by `bias`. payload-schema: readings nobody can parse. sync-restart: all
   * restart at every multiple of `everyMs`. no-backoff: reconnects at once, whatever the twin says.
   */
  kind: "boot-loop" | "leak" | "drain" | "sensor-bias" | "payload-schema" | "sync-restart" | "no-backoff";
  sharePpm: number;
  labels: Record<string, string>;
  params: Record<string, number>;
}
