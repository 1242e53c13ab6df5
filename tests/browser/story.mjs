// The demonstration from end to end: a person sees and then erases their data, an officer approves, and
// the report tells what became of the promises. Nothing here is made of paper.

import assert from "node:assert/strict";

/// The newest code in the demonstration's mail box. Mail takes a moment; the page is loaded until it is there.
async function newestCode(page, site, seen) {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    await page.goto(site.mailbox);
    const letters = await page.getByRole("link", { name: /^Your code/ }).all();
    if (letters.length > seen) {
      await letters[0].click();
      return (await page.locator("pre").textContent()).match(/\b\d{8}\b/)[0];
    }
    await page.waitForTimeout(500);
  }
  throw new Error("no code arrived");
}

/// Asks for something and shows the code.
async function ask(page, site, right, seen) {
  await page.goto(`${site.url}/requests/new`);
  await page.getByLabel(right).check();
  await page.getByLabel("E-mail address").fill(site.email);
  await page.getByLabel("Country").selectOption("LT");
  await page.getByRole("button", { name: "Send the request" }).click();
  await page.waitForURL(/\/requests\/[0-9a-f]{32}\/code$/);
  const address = page.url();
  const code = await newestCode(page, site, seen);
  await page.goto(address);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.waitForURL(`${site.url}/me`);
}

/// Loads a page again until it says something.
async function until(page, words) {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if ((await page.locator("main").textContent()).includes(words)) return;
    await page.waitForTimeout(500);
    await page.reload();
  }
  throw new Error(`${page.url()} never said: ${words}`);
}

export async function story(page, site, stop) {
  await page.goto(site.mailbox);
  await stop("mailbox-empty");
  await ask(page, site, /^See my data/, 0);
  await until(page, "Your data is ready");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^Download your data/ }).click()]);
  assert.equal(download.suggestedFilename(), "your-data.zip");
  await stop("package");
  await ask(page, site, /^Delete my data/, 1);
  await page.goto(site.mailbox);
  await stop("mailbox");
  await page.goto(`${site.url}/console`);
  await page.getByLabel("Secret").fill(await site.secret());
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${site.url}/console`);
  await until(page, "Needs your decision");
  await page.getByRole("row").filter({ hasText: "Needs your decision" }).first().getByRole("link").click();
  await stop("plan");
  await page.getByRole("button", { name: "Approve and carry out" }).click();
  await until(page, "Request fulfilled");
  await stop("fulfilled");
  await page.getByRole("link", { name: "Report" }).click();
  await page.getByRole("button", { name: "Look again now" }).click();
  await page.getByRole("table").waitFor();
  assert.doesNotMatch(await page.locator("main").textContent(), /[1-9]\d* broken/);
  await stop("report");
  await page.goto(`${site.url}/promises`);
  await page.getByRole("heading", { level: 1, name: "What we promise, and what is kept" }).waitFor();
  assert.ok(await page.locator("mark.kept").count() > 10, "hardly a sentence is kept");
  await stop("promises");
}
