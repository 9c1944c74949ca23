// SPDX-License-Identifier: MIT
// Uses the live dashboard in headless Chromium as a person does; says as JSON what it showed. After the first line
// it takes a line from standard input, a text that 2026-08 is to show, and waits until the page does by itself. After
// the end of standard input it opens the page anew.
//   node look_at_dashboard.js URL CHROMIUM [FOLDER for pictures]
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const modules = path.join(process.env.CALLTALLY_CLIENT_MODULES || __dirname, "node_modules");
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

const [url, executablePath, pictures] = process.argv.slice(2);

async function open(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const seen = { messages: [], requests: [], violations: [] };
  page.on("console", (message) => seen.messages.push(message.text()));
  page.on("pageerror", (error) => seen.messages.push(String(error)));
  page.on("request", (request) => request.url().startsWith(url) || seen.requests.push(request.url()));
  await page.goto(url);
  await page.waitForFunction(() => document.body.dataset.shown);
  return { page, seen };
}

const texts = (page, selector) => page.locator(selector).allInnerTexts();
const shown = async (page) => ({
  title: await page.locator("#cell-title").innerText(),
  tiles: await texts(page, "#tiles dd"),
  months: await page.locator("#months button").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))),
  causes: await page.locator("#causes tbody tr")
    .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText))),
  calls: await page.locator("#calls tbody tr").count(),
  bars: await page.locator("#days rect").count(),
});

/// In both colours and at both widths, everything unfolded; the policy keeps axe-core out but past it.
async function looks(browser) {
  const all = [];
  for (const width of [1280, 400]) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, seen } = await open(browser, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      if (pictures) {
        await page.screenshot({ path: path.join(pictures, `dashboard-${width}-${colorScheme}.png`), fullPage: true });
      }
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
      seen.scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      seen.width = width;
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      seen.violations = found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`);
      all.push(seen);
      await page.context().close();
    }
  }
  return all;
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const { page, seen } = await open(browser, { viewport: { width: 1280, height: 900 } });
    const first = await shown(page);
    await page.locator("#months button", { hasText: "+3 min" }).first().click();
    await page.waitForFunction(() => document.body.dataset.shown.endsWith("/2026-06/calls-inbound"));
    const chosen = await shown(page);
    console.log(JSON.stringify({ first, chosen, looks: await looks(browser) }));
    await page.locator('#months button[aria-label^="2026-08, combined"]').click();
    for await (const expected of readline.createInterface({ input: process.stdin })) {
      await page.waitForFunction((text) => document.querySelector("#tiles").innerText.includes(text), expected);
      console.log(JSON.stringify({ after: await shown(page), hash: await page.evaluate(() => location.hash), seen }));
    }
    const fresh = (await open(browser, {})).page;
    console.log(JSON.stringify({ first: await shown(fresh), whyNot: await fresh.locator("#why-not").innerText() }));
  } finally {
    await browser.close();
  }
})();
