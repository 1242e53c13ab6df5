// The page that `probity survey` writes: opened from a file as somebody opens what a colleague sent, with every
// list unfolded.

import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/// Makes the page and gives its address.
export function surveyPage() {
  const file = join(mkdtempSync(join(tmpdir(), "probity-survey-")), "survey.html");
  execFileSync("cargo", ["run", "--quiet", "--locked", "-p", "probity-survey", "--example", "page", "--", file]);
  return pathToFileURL(file).href;
}

/// Looks at the page as it opens, and with all of it shown.
export async function lookAtSurvey(page, url, variant, stop) {
  await page.goto(url);
  await stop(page, "survey");
  for (const summary of await page.locator("summary").all()) await summary.click();
  await stop(page, "survey-unfolded");
}
