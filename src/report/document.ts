// The frame of every page: head, style, and a policy that forbids the page any outside source and any script.
import { type Child, html, trusted } from "./markup.js";
import { styleSheet } from "./style-sheet.js";

/** A whole document around `content`. Forbids itself every outside source. */
export const documentOf = (title: string, content: Child): string =>
  html`${trusted("<!doctype html>\n")}<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="iotctl">
<title>${title}</title>
<style>${trusted(styleSheet())}</style></head>
<body>
${content}
</body></html>
`.text;
