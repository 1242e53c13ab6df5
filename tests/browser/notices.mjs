// The pages that are made of published words, opened from a file: the faults of a text, the difference of two, the
// notice that the code writes and its record.

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const program = process.env.PROBITY_BINARY ?? "target/debug/probity";
const example = "examples/marsproxies";
// The example takes its address from outside.
const environment = { ...process.env, PRIVACY_MAIL: "privacy@example.com" };

/// Makes the pages and gives their names and addresses.
export function noticePages() {
  const folder = mkdtempSync(join(tmpdir(), "probity-notices-"));
  const changed = join(folder, "changed.md");
  const text = readFileSync(join(example, "notice.md"), "utf8");
  writeFileSync(changed, text.replace(/\b10 working days\b/g, "45 days").replace(/\b30 days\b/g, "60 days"));
  const next = join(folder, "next-version");
  cpSync(example, next, { recursive: true });
  const code = readFileSync(join(next, "policy.probity"), "utf8");
  writeFileSync(join(next, "policy.probity"), code.replace(/at most 12 months/g, "at most 24 months").replace("within 30 days of receipt", "within 10 days of receipt"));
  const page = (name, words, expected) => {
    const done = spawnSync(program, words, { encoding: "utf8", env: environment, maxBuffer: 1 << 28 });
    if (!expected.includes(done.status)) throw new Error(`probity ${words.join(" ")} ended with ${done.status}: ${done.stderr}`);
    const file = join(folder, `${name}.html`);
    writeFileSync(file, done.stdout);
    return { name, url: pathToFileURL(file).href };
  };
  return [
    page("faults", ["lint", changed, "--format", "html"], [0, 1]),
    page("difference", ["diff", join(example, "notice.md"), changed, "--format", "html"], [0, 1]),
    page("difference-of-code", ["diff", example, next, "--format", "html"], [0]),
    page("notice", ["render", example, "--as", "html"], [0]),
    page("notice-german", ["render", example, "--as", "html", "--language", "de"], [0]),
    page("record", ["render", example, "--article-30", "--as", "html"], [0]),
  ];
}

/// Opens a page and looks at what its window shows; axe reads all of it.
export async function lookAtNotice(page, { name, url }, stop) {
  await page.goto(url);
  await page.locator("h1").waitFor({ state: "visible" });
  await stop(page, name);
}
