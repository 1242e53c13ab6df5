import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const axe = readFileSync(createRequire("/work/h/cover/tests/browser/look.mjs").resolve("axe-core/axe.min.js"), "utf8");
const [,, url, out] = process.argv;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu"] });
for (const [n,o] of [["wide",{viewport:{width:1280,height:900}}],["dark",{viewport:{width:1280,height:900},colorScheme:"dark"}],["phone",{viewport:{width:390,height:840}}],["noscript",{viewport:{width:320,height:700},javaScriptEnabled:false}]]) {
  const c = await b.newContext(o); const p = await c.newPage(); 
  p.on("request", r => { if (!r.url().startsWith("file:") && !r.url().startsWith("data:")) console.log("REQ", r.url()); });
  p.on("console", m => console.log(n, m.text()));
  await p.goto(url);
  await p.screenshot({ path: `${out}-${n}.png` });
  if (n !== "noscript") {
  await p.locator("details.why summary").nth(3).click();
  await p.locator("details.why summary").nth(3).scrollIntoViewIfNeeded();
  await p.screenshot({ path: `${out}-${n}-open.png` });
  for (const s of await p.locator("summary").all()) { if (!(await s.evaluate(e => e.parentElement.open))) await s.click(); }
  await p.evaluate(axe);
  const r = await p.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  for (const v of r.violations) console.log(n, v.id, v.help, v.nodes.length, v.nodes.slice(0,3).map(x=>x.target.join(" ")+" "+x.html.slice(0,150)).join("\n   "));
  console.log(n, await p.evaluate(() => [document.documentElement.scrollWidth, innerWidth]));
  }
  if (n === "noscript") { const s = p.locator("a.sign").nth(2); await s.click(); const h = await s.getAttribute("href"); console.log("noscript target visible", await p.locator(h).isVisible()); await p.screenshot({ path: `${out}-${n}-target.png` }); }
  if (n === "wide") { const p2 = await c.newPage(); await p2.goto(url); await p2.pdf({ path: `${out}.pdf`, format: "A4", printBackground: true }); }
  await c.close();
}
await b.close();
