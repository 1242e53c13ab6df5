// The ways through the site, by what a person or an officer sees and presses. `stop` is called on each page.

import assert from "node:assert/strict";

/// A person asks for their data and reads how far it is.
export async function person(page, site, stop) {
  await page.goto(`${site.url}/`);
  await stop("start");
  await page.getByRole("link", { name: "Make a request" }).first().click();
  await stop("request");
  await page.getByRole("button", { name: "Send the request" }).click();
  assert.match(await page.title(), /^Error: /);
  const first = page.locator(".faults a").first();
  await first.click();
  const field = new URL(page.url()).hash.slice(1);
  assert.equal(await page.locator(`[id="${field}"]`).count(), 1, "the summary leads to a field");
  await stop("request-faults");
  await page.getByLabel(/^See my data/).check();
  await page.getByLabel("E-mail address").fill(site.email);
  await page.getByLabel("Country").selectOption("US");
  await page.getByLabel(/^State/).selectOption("US-CO");
  await page.getByRole("button", { name: "Send the request" }).click();
  await page.waitForURL(/\/requests\/[0-9a-f]{32}\/code$/);
  await stop("code");
  const id = new URL(page.url()).pathname.split("/")[2];
  await page.getByLabel("Code").fill("wrong");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "There is a problem" }).waitFor();
  await stop("code-fault");
  await page.getByLabel("Code").fill(await site.code(id));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.waitForURL(`${site.url}/me`);
  await stop("me");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${site.url}/`);
  await page.goto(`${site.url}/me`);
  await stop("me-signed-out");
  await page.goto(`${site.url}/notice#clause-5.2.1`);
  await stop("notice");
  await page.goto(`${site.url}/nowhere`);
  await stop("nowhere");
}

/// A person whose package is ready fetches it. Only the paper desk has such a request from the start.
export async function fetchPackage(page, site, stop) {
  await page.goto(`${site.url}/requests/055a5a5a5a5a4a5a9a5a5a5a5a5a5a5a/code`);
  await page.getByLabel("Code").fill(await site.code());
  await page.getByRole("button", { name: "Confirm" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^Download your data/ }).click()]);
  assert.equal(download.suggestedFilename(), "your-data.zip");
  await stop("me-closed");
}

/// An officer signs in, looks at a request, decides, and reads the report.
export async function officer(page, site, stop) {
  await page.goto(`${site.url}/console`);
  await page.waitForURL(`${site.url}/console/sign-in`);
  await stop("sign-in");
  await page.getByLabel("Secret").fill(await site.secret());
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${site.url}/console`);
  await stop("queue");
  await page.getByRole("row").filter({ hasText: "Needs your decision" }).first().getByRole("link").click();
  await stop("decision");
  await page.getByRole("button", { name: "Refuse the request" }).click();
  assert.match(await page.title(), /^Error: /);
  await stop("decision-fault");
  await page.getByRole("button", { name: "Approve and carry out" }).click();
  await page.getByText("Being carried out").waitFor();
  await page.getByRole("link", { name: "Report" }).click();
  await stop("report-before");
  await page.getByRole("button", { name: "Look again now" }).click();
  await page.getByRole("table").waitFor();
  await page.locator("details").first().locator("summary").click();
  await stop("report");
  await page.getByLabel("State").selectOption("broken");
  await page.getByRole("button", { name: "Show" }).click();
  await stop("report-broken");
  await page.getByRole("link", { name: "Retention" }).click();
  await stop("retention");
  await page.getByRole("button", { name: "Place the hold" }).click();
  assert.match(await page.title(), /^Error: /);
  await page.locator(".faults a").first().click();
  const field = new URL(page.url()).hash.slice(1);
  assert.equal(await page.locator(`[id="${field}"]`).count(), 1, "the summary leads to a field");
  await stop("retention-faults");
  await page.getByLabel("What is held").selectOption("category");
  await page.getByLabel("Whose or which").fill("log.*");
  await page.getByLabel("Reason").fill("an audit of the log");
  await page.getByLabel("Who answers for it").fill("counsel");
  await page.getByLabel("Its last day").fill("2099-01-31");
  await page.getByRole("button", { name: "Place the hold" }).click();
  await page.getByRole("rowheader", { name: "an audit of the log" }).waitFor();
  await stop("retention-held");
  await page.getByRole("button", { name: "Release the hold: an audit of the log" }).click();
  await page.getByRole("row").filter({ hasText: "an audit of the log" }).getByText("Released", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Backups" }).click();
  await page.getByRole("heading", { name: "Catalogue" }).waitFor();
  await stop("backups");
}

/// The officer, signed in by now, looks at work by hand. Only the paper desk has such a request from the start.
export async function byHand(page, site, stop) {
  await page.goto(`${site.url}/console/requests/025a5a5a5a5a4a5a9a5a5a5a5a5a5a5a`);
  await page.getByRole("heading", { name: "By hand" }).waitFor();
  await stop("by-hand");
  await page.getByRole("button", { name: "It is done" }).click();
  assert.match(await page.title(), /^Error: /);
  await stop("by-hand-fault");
}
