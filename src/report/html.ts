// report.html: one self-contained page, readable without a network, without scripts, and on paper.
// The chart library is read from disk when the first chart is drawn, not when this module is loaded.
import { documentOf } from "./document.js";
import { html, type Markup } from "./markup.js";
import { type Page, pageOf, type ReportData } from "./report-data.js";
import { accountsSection, invariantsSection } from "./section/accounts.js";
import { availabilitySection } from "./section/availability.js";
import { environmentSection, notesSection, reproduceSection } from "./section/closing.js";
import { configurationSection, isConfigured } from "./section/configuration.js";
import { costSection } from "./section/cost.js";
import { devicesSection } from "./section/devices.js";
import { expectationsSection } from "./section/expectations.js";
import { headerSection } from "./section/header.js";
import { messagesSection } from "./section/messages.js";
import { timelineSection } from "./section/timeline.js";
import { updatesSection } from "./section/updates.js";
import { headline } from "./verdict-words.js";

const CONTENTS: [string, string][] = [
  ["expectations", "Expectations"],
  ["timeline", "What happened"],
  ["availability", "Availability"],
  ["devices", "Devices"],
  ["messages", "Messages and fog"],
  ["updates", "Updates"],
  ["configuration", "Configuration"],
  ["cost", "Cost"],
  ["accounts", "Energy and ledger"],
  ["invariants", "Invariants"],
  ["notes", "Notes"],
  ["reproduce", "How to reproduce"],
  ["environment", "Environment"],
];

const contents = (page: Page): Markup => {
  const shown = CONTENTS.filter(([id]) => id !== "configuration" || isConfigured(page));
  return html`<nav aria-label="Contents">${shown.map(([id, title]) => html`<a href="#${id}">${title}</a> `)}</nav>`;
};

/** The report of one run as an HTML document. Same data, same bytes. */
export const renderHtml = (data: ReportData): string => {
  const page = pageOf(data);
  const { run } = data.summary;
  const name = run.variant === "" ? run.scenario : `${run.scenario} / ${run.variant}`;
  return documentOf(`${name}: ${headline(data.summary)}`, [
    headerSection(page),
    contents(page),
    html`<main>`,
    expectationsSection(page),
    timelineSection(page),
    availabilitySection(page),
    devicesSection(page),
    messagesSection(page),
    updatesSection(page),
    configurationSection(page),
    costSection(page),
    accountsSection(page),
    invariantsSection(page),
    notesSection(page),
    reproduceSection(page),
    environmentSection(page),
    html`</main><footer>Made by iotctl ${run.version}. Simulated figures; times are virtual unless said otherwise.</footer>`,
  ]);
};
