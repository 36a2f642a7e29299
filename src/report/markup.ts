// HTML that cannot forget to escape: a template tag in which every value is text unless it is Markup itself.
// The result is static: no scripts, no event handlers are ever written.
import { printable } from "../core/printable.js";

/** Text that is already HTML. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for HTML or XML content and quoted attributes. Control characters are shown; what XML 1.0 forbids beside them becomes U+FFFD. */
export const escapeMarkup = (text: string): string =>
  printable(text)
    .replace(/[\uFFFE\uFFFF]/g, "\uFFFD")
    .replace(/[&<>"']/g, (character) => ESCAPES[character]);

export type Child = Markup | string | number | null | undefined | false | readonly Child[];

const render = (child: Child): string => {
  if (child === null || child === undefined || child === false) return "";
  if (child instanceof Markup) return child.text;
  if (typeof child === "string") return escapeMarkup(child);
  if (typeof child === "number") return String(child);
  return child.map(render).join("");
};

/** `` html`<td>${anything}</td>` ``: strings are escaped, Markup and lists of it are kept, null and false vanish. */
export const html = (parts: TemplateStringsArray, ...children: Child[]): Markup =>
  new Markup(parts.reduce((text, part, index) => text + render(children[index - 1]) + part));

/** Text that is known to be HTML: our own style sheet and the charts' SVG, in which names may stand. */
export const trusted = (text: string): Markup => new Markup(printable(text));
