// SPDX-License-Identifier: MIT
// Opens a page in headless Chromium, light and dark, wide and narrow, and as print; says as JSON
// what the console said, what was requested, how wide it is, and what axe-core finds.
//   node check_page.js FILE.html CHROMIUM [FOLDER for pictures]
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");

const modules = path.join(process.env.CALLTALLY_CLIENT_MODULES || __dirname, "node_modules");
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

const [file, executablePath, pictures] = process.argv.slice(2);
const url = pathToFileURL(path.resolve(file)).href;

async function look(browser, colorScheme, width) {
  // The policy of the page keeps everybody's scripts out, axe-core included: past it, for that alone.
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  const seen = { colorScheme, width, messages: [], requests: [], violations: [] };
  page.on("console", (message) => seen.messages.push(message.text()));
  page.on("pageerror", (error) => seen.messages.push(String(error)));
  page.on("request", (request) => request.url() !== url && seen.requests.push(request.url()));
  await page.goto(url);
  seen.scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  seen.background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  seen.pictures = await page.locator("svg[role=img]").count();
  if (pictures) {
    await page.screenshot({ path: path.join(pictures, `${width}-${colorScheme}.png`), fullPage: true });
    if (colorScheme === "light" && width > 1000) {
      await page.pdf({ path: path.join(pictures, "print.pdf"), format: "A4" });
    }
  }
  await judge(page, seen);
  await context.close();
  return seen;
}

/// Everything unfolded, so that nothing is left out.
async function judge(page, seen) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  seen.violations = found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`);
  seen.rules = found.passes.length;
}

/// With the policy in force, as a reader opens it.
async function open(browser) {
  const page = await browser.newPage();
  const messages = [];
  page.on("console", (message) => messages.push(message.text()));
  await page.goto(url);
  const styled = await page.evaluate(() => getComputedStyle(document.querySelector("table")).borderCollapse);
  const quiet = [...messages];
  const blocked = await page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = "table { border-collapse: separate !important; }";
    document.head.append(style);
    return getComputedStyle(document.querySelector("table")).borderCollapse;
  });
  return { quiet, styled, blocked };
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const looks = [];
    for (const width of [1280, 400]) {
      for (const colorScheme of ["light", "dark"]) {
        looks.push(await look(browser, colorScheme, width));
      }
    }
    console.log(JSON.stringify({ looks, strict: await open(browser) }));
  } finally {
    await browser.close();
  }
})();
