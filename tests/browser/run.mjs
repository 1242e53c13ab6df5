// Drives the site with a real browser, as people do: `node tests/browser/run.mjs`.
//
// Every page is looked at in a wide and a narrow window, light and dark; the person's journey is also made
// without any script allowed. Pictures of all pages lie in tests/browser/screenshots afterwards.

import { chromium } from "playwright-core";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { demo, paperDesk, startSite } from "./site.mjs";
import { Findings, look, watch } from "./look.mjs";
import { byHand, fetchPackage, officer, person } from "./journeys.mjs";
import { story } from "./story.mjs";
import { coveragePages, lookAtCoverage, printCoverage } from "./coverage.mjs";
import { lookAtNotice, noticePages } from "./notices.mjs";
import { lookAtSurvey, surveyPage } from "./survey.mjs";

const SWITCHES = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// Browsers trust 127.0.0.1 as they trust TLS, and send other headers to other names.
const NAME = "privacy.test";

const VARIANTS = [
  { name: "wide-light", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { name: "wide-dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "narrow-light", viewport: { width: 320, height: 700 }, colorScheme: "light" },
  { name: "narrow-dark", viewport: { width: 320, height: 700 }, colorScheme: "dark" },
];

const findings = new Findings();

/// Some questions to the browser have no time limit of their own.
async function within(milliseconds, what, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function inBrowser(options, work) {
  const profile = mkdtempSync(join(tmpdir(), "probity-browser-"));
  const executablePath = process.env.PROBITY_CHROMIUM ?? "/usr/bin/chromium";
  const context = await chromium.launchPersistentContext(profile, { headless: true, executablePath, args: SWITCHES, ...options });
  context.setDefaultTimeout(15_000);
  try {
    await work(context);
  } finally {
    await within(20_000, "closing the browser", context.close()).catch((error) => findings.add("browser", error.message));
    rmSync(profile, { recursive: true, force: true });
  }
}

async function journey(context, site, go, stop) {
  const page = await context.newPage();
  watch(page, site, findings);
  try {
    await within(180_000, go.name, go(page, site, (name) => stop(page, name)));
  } catch (error) {
    findings.add(`${go.name} at ${page.url()}`, error.message);
  }
  // A page that will not close goes with its browser; that says nothing about the site.
  await within(20_000, "closing a page", page.close()).catch(() => {});
}

// A site of its own for each run: decisions made in one are not seen in the next.
async function run(options, journeys, { look: stop = async () => {}, host = null, kind = paperDesk } = {}) {
  const site = await startSite(kind);
  try {
    const visited = host ? { ...site, url: site.url.replace("127.0.0.1", host) } : site;
    await inBrowser(options, async (context) => {
      for (const go of journeys) await journey(context, visited, go, stop);
    });
  } finally {
    site.stop();
  }
}

const withoutScript = { name: "without-script", viewport: VARIANTS[0].viewport, javaScriptEnabled: false };
const byName = { args: [...SWITCHES, `--host-resolver-rules=MAP ${NAME} 127.0.0.1`] };
const survey = surveyPage();
const coverage = coveragePages();
const notices = noticePages();

/// Pages that are files: each is looked at, unless no script may run, without which nobody can measure them. Of long
/// ones only what is in the window is drawn.
async function files(name, pages, see, { javaScriptEnabled = true, whole = false, ...options }) {
  const look_at = async (page, where) => {
    if (name !== withoutScript.name) await look(page, where, name, findings, { whole });
  };
  await inBrowser({ javaScriptEnabled, ...options }, async (context) => {
    for (const one of pages) {
      await journey(context, { url: "file://" }, function lookAtThePage(page, _, stop) {
        return see(page, one, stop);
      }, look_at);
    }
  });
}

// Of the long pages each width and each colour scheme is measured once, not each with each.
const once = [VARIANTS[0].name, VARIANTS[3].name, withoutScript.name];
const coverageIn = (name) => coverage.filter((one) => once.includes(name) || !one.long);

// Each of these has its own browser and its own site.
const work = [
  ...VARIANTS.map(({ name, ...options }) => [name, () =>
    run(options, [person, fetchPackage, officer, byHand], { look: (page, where) => look(page, where, name, findings) })]),
  ["without script", () => run({ javaScriptEnabled: false }, [person, fetchPackage, officer, byHand])],
  ["by a name and without TLS", () => run(byName, [person, officer], { host: NAME })],
  ["the demonstration", () =>
    run({ ...VARIANTS[0], name: undefined }, [story], { kind: demo, look: (page, where) => look(page, where, "demo", findings) })],
  ...VARIANTS.map(({ name, ...options }) => [`the page of a survey, ${name}`, () =>
    files(name, [survey], (page, one, stop) => lookAtSurvey(page, one, name, (_, where) => stop(where)), { ...options, whole: true })]),
  ...[...VARIANTS, withoutScript].flatMap(({ name, ...options }) => [
    [`the pages of coverage, ${name}`, () =>
      files(name, coverageIn(name), (page, one, stop) =>
        lookAtCoverage(page, one, (_, where) => stop(where), { script: name !== withoutScript.name }), options)],
    [`the pages of notices, ${name}`, () =>
      files(name, notices, (page, one, stop) => lookAtNotice(page, one, (_, where) => stop(where)), options)],
  ]),
  ["the pages of coverage on paper", () => files("on-paper", coverage, (page, one) => printCoverage(page, one), {})],
];

// Browsers wait more than they work: one for each core, and none stands idle while there is something to look at.
const left = work.values();
await Promise.all(Array.from({ length: availableParallelism() }, async () => {
  for (const [name, look_at] of left) {
    const begin = performance.now();
    // What goes wrong in one must not leave the browser and the site of another behind.
    await look_at().catch((error) => findings.add(name, error.message));
    console.log(`${name}: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  }
}));

console.log(findings.count === 0 ? "nothing found" : `${findings.count} findings`);
// A browser that was given up on must not keep this process alive.
process.exit(findings.count === 0 ? 0 : 1);
