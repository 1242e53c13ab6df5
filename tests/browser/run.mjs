// Drives the site with a real browser, as people do: `node tests/browser/run.mjs`.
//
// Every page is looked at in a wide and a narrow window, light and dark; the person's journey is also made
// without any script allowed. Pictures of all pages lie in tests/browser/screenshots afterwards.

import { chromium } from "playwright-core";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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
async function run(name, options, journeys, { look: stop = async () => {}, host = null, kind = paperDesk } = {}) {
  console.log(name);
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

for (const { name, ...options } of VARIANTS) {
  await run(name, options, [person, fetchPackage, officer, byHand], { look: (page, where) => look(page, where, name, findings) });
}
await run("without script", { javaScriptEnabled: false }, [person, fetchPackage, officer, byHand]);
const byName = { args: [...SWITCHES, `--host-resolver-rules=MAP ${NAME} 127.0.0.1`] };
await run("by a name and without TLS", byName, [person, officer], { host: NAME });

await run("the demonstration", { ...VARIANTS[0], name: undefined }, [story], { kind: demo, look: (page, where) => look(page, where, "demo", findings) });

const survey = surveyPage();
for (const { name, ...options } of VARIANTS) {
  console.log(`the page of a survey, ${name}`);
  await inBrowser({ ...options, javaScriptEnabled: true }, (context) =>
    journey(context, { url: "file://" }, function lookAtThePage(page) {
      return lookAtSurvey(page, survey, name, (at, where) => look(at, where, name, findings));
    }));
}

const coverage = coveragePages();
const withoutScript = { name: "without-script", viewport: VARIANTS[0].viewport, javaScriptEnabled: false };
for (const { name, ...options } of [...VARIANTS, withoutScript]) {
  console.log(`the pages of coverage, ${name}`);
  await inBrowser({ javaScriptEnabled: true, ...options }, async (context) => {
    for (const one of coverage) {
      await journey(context, { url: "file://" }, function lookAtThePage(page, _, stop) {
        return lookAtCoverage(page, one, (at, where) => stop(where), { script: name !== withoutScript.name });
      }, async (at, where) => {
        // Nobody can draw a picture as tall as the whole page.
        if (name !== withoutScript.name) await look(at, where, name, findings, { whole: false });
      });
    }
  });
}
console.log("the pages of coverage on paper");
await inBrowser({}, async (context) => {
  for (const one of coverage) {
    await journey(context, { url: "file://" }, function printThePage(page) {
      return printCoverage(page, one);
    });
  }
});

const notices = noticePages();
for (const { name, ...options } of [...VARIANTS, withoutScript]) {
  console.log(`the pages of notices, ${name}`);
  await inBrowser({ javaScriptEnabled: true, ...options }, async (context) => {
    for (const one of notices) {
      await journey(context, { url: "file://" }, function lookAtThePage(page, _, stop) {
        return lookAtNotice(page, one, (at, where) => stop(where));
      }, async (at, where) => {
        if (name !== withoutScript.name) await look(at, where, name, findings, { whole: false });
      });
    }
  });
}

console.log(findings.count === 0 ? "nothing found" : `${findings.count} findings`);
// A browser that was given up on must not keep this process alive.
process.exit(findings.count === 0 ? 0 : 1);
