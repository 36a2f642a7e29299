// The page's only style sheet. Typographic and calm: one column, one accent, numbers in tabular figures, no web fonts.
// Prints on paper as it reads on a screen; follows the reader's light or dark setting.
import { paletteCss } from "./palette.js";

const RULES = `
*{box-sizing:border-box}
html{background:var(--paper);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1060px;padding:72px 48px 96px;color:var(--ink);background:var(--paper);
font:16px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI","Helvetica Neue","Liberation Sans",Arial,sans-serif;
font-variant-numeric:tabular-nums lining-nums;print-color-adjust:exact;-webkit-print-color-adjust:exact}
h1,h2,h3,p,dl,dd,ul,figure,table{margin:0;padding:0}
h1{font-size:44px;line-height:1.1;font-weight:650;letter-spacing:-.022em;overflow-wrap:anywhere}
h2{font-size:25px;line-height:1.2;font-weight:640;letter-spacing:-.012em;margin-bottom:10px}
h3{font-size:15px;font-weight:640;margin-bottom:4px}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:3px}
code,pre{font-family:ui-monospace,"SF Mono","Cascadia Mono","DejaVu Sans Mono","Liberation Mono",monospace;font-size:.86em}
.over{color:var(--accent);font-size:13px;font-weight:640;letter-spacing:.09em;text-transform:uppercase;margin-bottom:12px}
.sub{color:var(--soft);font-size:17px;margin-top:10px}
.verdict{display:flex;gap:22px;align-items:flex-start;margin:36px 0 0;padding:24px 28px;background:var(--panel);border-left:4px solid var(--good);border-radius:2px}
.verdict.bad{border-color:var(--warm)}.verdict.open{border-color:var(--faint)}
.verdict strong{font-size:25px;line-height:1.2;letter-spacing:-.012em;display:block}
.verdict p{color:var(--soft);margin-top:4px;max-width:76ch}
.verdict .exit{margin-left:auto;text-align:right;color:var(--soft);font-size:13px;white-space:nowrap;padding-top:6px}
.story{font-size:18px;line-height:1.6;max-width:70ch;margin:32px 0 0}
.keys{display:grid;grid-template-columns:repeat(4,1fr);gap:30px 28px;margin:38px 0 0;padding:0}
.keys>div{border-top:1px solid var(--rule);padding-top:12px}
.keys dt{color:var(--soft);font-size:13.5px}
.keys strong{display:block;font-size:29px;line-height:1.2;font-weight:620;letter-spacing:-.018em;margin-top:4px;white-space:nowrap}
.keys strong.bad{color:var(--warm)}
.keys span{color:var(--soft);font-size:13.5px}
nav{margin:40px 0 0;padding:14px 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);font-size:14px}
nav a{margin-right:20px;color:var(--soft);text-decoration:none;white-space:nowrap}
nav a:hover{color:var(--accent)}
section{margin-top:72px}
.lead{color:var(--soft);max-width:74ch;margin-bottom:24px}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:14.5px;margin:8px 0 0}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{text-align:left;vertical-align:baseline;padding:10px 24px 10px 0;border-bottom:1px solid var(--rule);font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--soft);font-size:13px;border-bottom-color:var(--faint);padding-top:4px;padding-bottom:6px;vertical-align:bottom}
tbody th{font-weight:560}
.n{text-align:right;white-space:nowrap}
.w{width:34%}
tfoot th,tfoot td{font-weight:640;border-bottom:0;border-top:1px solid var(--faint)}
td code{overflow-wrap:anywhere}
td small,th small{display:block;color:var(--soft);font-size:12.8px;font-weight:400;line-height:1.4}
.mark{white-space:nowrap;font-weight:560}
.mark.good{color:var(--good)}.mark.bad{color:var(--warm)}.mark.open,.mark.plain{color:var(--soft)}
.bar{display:inline-block;position:relative;width:100%;min-width:90px;height:9px;background:var(--panel);vertical-align:middle;border-radius:1px}
.bar i{position:absolute;top:0;bottom:0;background:var(--accent);border-radius:1px}
.bar i.warm{background:var(--warm)}.bar i.soft{background:var(--accent3)}
.bar b{position:absolute;top:-4px;bottom:-4px;width:2px;margin-left:-1px;background:var(--ink)}
figure{margin:30px 0 0;break-inside:avoid}
figure svg{display:block;width:100%;height:auto;margin-top:8px;overflow:visible}
figcaption{color:var(--soft);font-size:13.5px;max-width:84ch;margin-top:6px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;font-size:13.5px;color:var(--soft)}
.legend i{display:inline-block;width:11px;height:11px;border-radius:1px;margin-right:7px;vertical-align:-1px}
.legend i.line{height:3px;width:16px;vertical-align:3px}
details{margin-top:8px;font-size:13.5px;color:var(--soft)}
summary{cursor:pointer;width:max-content;color:var(--faint)}
summary:hover{color:var(--accent)}
details table{font-size:13px}details th,details td{padding-top:4px;padding-bottom:4px}
.sources{color:var(--soft);font-size:13.5px;max-width:84ch;margin-top:12px}
.nothing{color:var(--soft);font-style:italic}
.card{margin-top:36px}
.card+.card{padding-top:36px;border-top:1px solid var(--rule)}
.card h3{font-size:19px;letter-spacing:-.008em;display:flex;gap:16px;align-items:baseline;flex-wrap:wrap}
.card .mark{font-size:15px}
.card>p{color:var(--soft);max-width:74ch;margin-top:4px}
.card figure h3{font-size:15px;letter-spacing:0}
.notes{padding-left:18px;max-width:80ch}.notes li{margin-bottom:8px;padding-left:4px}
pre{background:var(--panel);padding:16px 20px;overflow-x:auto;border-radius:2px;margin:8px 0 0;font-size:14px;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:6px 28px;font-size:14.5px;margin-top:18px}
.facts dt{color:var(--soft)}.facts dd{overflow-wrap:anywhere}
footer{margin-top:72px;padding-top:18px;border-top:1px solid var(--rule);color:var(--faint);font-size:13px}
@media (max-width:760px){body{padding:32px 20px 64px}h1{font-size:34px}.keys{grid-template-columns:1fr 1fr}.pair{grid-template-columns:1fr}.verdict{flex-direction:column}.verdict .exit{margin:0;text-align:left}}
@media print{@page{margin:16mm 15mm}body{max-width:none;padding:0;font-size:10.5pt}nav,details{display:none}section{margin-top:32pt}
h2,h3,.lead{break-after:avoid}tr,.keys>div,.verdict,.card>p{break-inside:avoid}thead{display:table-header-group}.keys strong{font-size:18pt}.scroll{overflow:visible}a{color:inherit;text-decoration:none}}
`;

export const styleSheet = (): string => paletteCss() + RULES;
