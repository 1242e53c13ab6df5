// What is looked for on every page: nothing that a person with a disability stumbles over (axe, WCAG 2.2 AA),
// nothing asked of another host, no script (linked data is none), no complaint of the browser, nothing wider than
// the window.

import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = new URL("./screenshots/", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export class Findings {
  #list = [];
  add(where, what) {
    this.#list.push(`${where}: ${what}`);
    console.error(`  ✕ ${where}: ${what}`);
  }
  get count() { return this.#list.length; }
}

/// Watches a page from its first byte on.
export function watch(page, site, findings) {
  const where = () => new URL(page.url()).pathname || "start";
  page.on("console", (message) => {
    // A page that answers 4xx is logged by the browser itself.
    const expected = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
    if (["error", "warning"].includes(message.type()) && !expected) findings.add(where(), `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => findings.add(where(), `script error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith("data:")) findings.add(where(), `asks another host: ${request.url()}`);
  });
}

/// Looks at the page as it is now and takes its picture: of all of it, or of what is in the window.
export async function look(page, name, variant, findings, { whole = true } = {}) {
  const where = `${name} (${variant})`;
  if (await page.locator("script:not([type='application/ld+json']), iframe, [style], [onclick]").count()) findings.add(where, "a script, a frame or an inline style");
  await page.screenshot({ path: `${folder}${name}-${variant}.png`, fullPage: whole });
  const size = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, window: window.innerWidth }));
  if (size.content > size.window) findings.add(where, `${size.content} px wide in a window of ${size.window}`);
  await page.evaluate(axeSource);
  const result = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
  for (const violation of result.violations) {
    findings.add(where, `axe ${violation.id}: ${violation.help} [${violation.nodes.map((node) => node.target.join(" ")).slice(0, 4).join(", ")}]`);
  }
}
