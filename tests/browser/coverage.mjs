// The page of `probity coverage`, opened from a file: of the example with states that a verification could have
// found, and of a published policy, where one is at hand, drafted into code in a folder that goes afterwards.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const program = process.env.PROBITY_BINARY ?? "target/debug/probity";
const run = (...words) => execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });

/// Makes the pages and gives their names and addresses.
export function coveragePages() {
  const folder = mkdtempSync(join(tmpdir(), "probity-coverage-"));
  const page = (name, ...words) => {
    const file = join(folder, `${name}.html`);
    run("coverage", ...words, "--format", "html", "--out", file);
    return { name, url: pathToFileURL(file).href };
  };
  const example = "examples/marsproxies";
  const pages = [page("coverage-verified", example, "--verified", report(folder, example))];
  for (const [at, text] of published().entries()) {
    const project = mkdtempSync(join(folder, "drafted-"));
    copyFileSync(text, join(project, "notice.txt"));
    run("read", join(project, "notice.txt"), "--out", join(project, "policy.probity"));
    pages.push({ ...page(`coverage-published-${at + 1}`, project), long: true });
  }
  return pages;
}

/// A report with every state, as `verify --format json` writes it.
function report(folder, project) {
  const found = JSON.parse(run("coverage", project, "--format", "json"));
  const evidence = { kind: "query", of: "core", question: "SELECT count(*) FROM accounts WHERE …", answer: "0 rows", answer_hash: "0".repeat(64), at: "2026-01-08T09:30:00Z" };
  const promises = found.statements.filter((one) => one.promise).map((one, at) => {
    const state = at % 23 === 7 ? "broken" : at % 6 === 3 ? "unproven" : "kept";
    return { id: one.promise, clause: one.clauses[0] ?? null, clauses: one.clauses, kind: "promise", class: "enforced", sentence: one.sentence, state, because: `this was looked at for the picture: ${state}`, evidence: state === "unproven" ? [] : [evidence] };
  });
  const file = join(folder, "verified.json");
  writeFileSync(file, JSON.stringify({ policy: found.policy, version: found.version, at: "2026-01-08T09:30:00Z", promises }));
  return file;
}

/// Both versions of the published policy of MarsProxies, where they are at hand.
function published() {
  const shared = process.env.PROBITY_SHARED;
  if (!shared) {
    if (process.env.PROBITY_REQUIRE_SHARED) throw new Error("PROBITY_SHARED does not say where the published policies are");
    console.log("skipped: PROBITY_SHARED does not say where the published policies are");
    return [];
  }
  const texts = readdirSync(join(shared, "seeds")).sort().map((name) => join(shared, "seeds", name));
  return texts.filter((file) => /Comet Tech/.test(readFileSync(file, "utf8")));
}

/// Looks at a page as it opens, follows a sign to what carries its sentence, and looks at all of it unfolded. Without
/// script a click unfolds too; that it does so a hundred times need not be seen.
export async function lookAtCoverage(page, { name, url }, stop, { script = true } = {}) {
  await page.goto(url);
  await stop(page, name);
  const sign = page.locator("a.sign").nth(3);
  const target = page.locator(await sign.getAttribute("href"));
  if (await target.isVisible()) throw new Error("what carries a sentence is unfolded before anybody asks");
  await sign.click();
  await target.waitFor({ state: "visible" });
  await page.locator("summary").last().click();
  await page.locator("table").waitFor({ state: "visible" });
  if (script) await page.locator("details").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
  await stop(page, `${name}-unfolded`);
}

/// On paper everything is there, unfolded or not.
export async function printCoverage(page, { url }) {
  await page.goto(url);
  await page.emulateMedia({ media: "print" });
  const folded = await page.locator("li[id^=s]").evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height === 0).length);
  if (folded > 0) throw new Error(`${folded} sentences are without their statements on paper`);
  const paper = await page.pdf({ format: "A4", printBackground: true });
  const sheets = paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  if (sheets < 3) throw new Error(`the page is printed on ${sheets} sheets`);
}
