// Text that others wrote (names, seeds, SQL, values) made harmless for whoever reads it: a terminal obeys control
// characters, and bidirectional overrides show another text than stands there. What they are is shown instead, in the
// notation of JSON, so that JSON text stays the same text. Line feed and tab pass.

// Control characters (C0, DEL, C1: CSI and OSC in one byte among them) but tab and line feed; Arabic letter mark,
// left-to-right and right-to-left marks, line and paragraph separator, embeddings, overrides, isolates, byte order mark.
const HARMFUL = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** `text` with every character a terminal would obey as `\u001b`; line feeds and tabs stay. */
export const printable = (text: string): string =>
  text.replace(HARMFUL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The same for a text that must stay on its line: line feeds and tabs are shown as well. */
export const printableLine = (text: string): string =>
  printable(text).replace(/[\n\t]/g, (character) => (character === "\n" ? "\\n" : "\\t"));
