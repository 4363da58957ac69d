#!/usr/bin/env node
// Uses the documentation page as a reader does, in a real browser: it must work
// without any other host, and its "Execute" must reach the service.
//
//   scripts/docs-page.mjs BASE_URL TOKEN
//
// DOCS_SCREENSHOT  where to put a picture of the page at the end (PNG)
// CHROMIUM         the browser (default /usr/bin/chromium)
// FOURCO_TOOLS     where scripts/tools.sh put playwright-core (default .tools)
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [base, token] = process.argv.slice(2);
if (!base || !token) {
  console.error("usage: docs-page.mjs BASE_URL TOKEN");
  process.exit(2);
}
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = resolve(root, process.env.FOURCO_TOOLS || ".tools");
const { chromium } = createRequire(join(tools, "node", "package.json"))("playwright-core");

const origin = new URL(base).origin;
const patience = 15_000;
let failed = 0;

function check(what, holds, detail = "") {
  if (!holds) failed += 1;
  console.log(`docs page: ${holds ? "ok" : "FAILED"}: ${what}${holds || !detail ? "" : `: ${detail}`}`);
}

const profile = mkdtempSync(join(tmpdir(), "fourco-docs-"));
// The second line keeps Chromium itself from calling anybody.
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  viewport: { width: 1280, height: 1600 },
  args: [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

try {
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(patience);

  const asked = [];
  const errors = [];
  context.on("request", (request) => asked.push(request));
  page.on("websocket", (socket) => errors.push(`a socket to ${socket.url()}`));
  page.on("console", (message) => message.type() === "error" && errors.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => errors.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => errors.push(`${request.url()}: ${request.failure()?.errorText}`));

  const answer = await page.goto(`${origin}/docs/`, { waitUntil: "networkidle" });
  check("/docs/ answers 200", answer?.status() === 200, `status ${answer?.status()}`);

  const operation = page.locator('[id$="-list_vocabularies"].opblock');
  // The sections may start closed: open them in turn until ours shows.
  const sections = page.locator(".opblock-tag");
  await sections.first().waitFor();
  for (let n = 0; n < (await sections.count()) && !(await operation.count()); n += 1) {
    if ((await sections.nth(n).getAttribute("data-is-open")) === "false") await sections.nth(n).click();
  }
  await operation.first().waitFor();
  check("the operation list_vocabularies is listed once", (await operation.count()) === 1);

  await page.locator(".btn.authorize").first().click();
  const dialog = page.locator(".modal-ux");
  await dialog.locator('input[aria-label="auth-bearer-value"]').fill(token);
  await dialog.locator(".auth-btn-wrapper button.authorize").click();
  const locked = dialog.getByRole("button", { name: "Remove authorization" });
  await locked.waitFor();
  check("the Authorize dialog takes the token", await locked.isVisible());
  await dialog.locator(".btn-done").click();

  await operation.locator(".opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  const called = page.waitForRequest((request) => new URL(request.url()).pathname === "/v1/vocabularies");
  await operation.getByRole("button", { name: "Execute" }).click();
  const sent = (await called).headers().authorization;
  check("Execute sends the token", sent === `Bearer ${token}`, sent ? "another one" : "none");
  const shown = operation.locator(".live-responses-table tr.response .response-col_status").first();
  await shown.waitFor();
  const status = (await shown.innerText()).trim();
  check("Execute shows a 200", /^200\b/.test(status), `it shows ${status}`);

  await page.waitForLoadState("networkidle");
  const outside = asked.map((request) => request.url()).filter((url) => {
    const { protocol, origin: where } = new URL(url);
    return where !== origin && protocol !== "data:" && protocol !== "blob:";
  });
  check(`all ${asked.length} requests stay with the service`, outside.length === 0, [...new Set(outside)].join(", "));
  check("nothing failed and the console has no error", errors.length === 0, errors.join("; "));

  if (process.env.DOCS_SCREENSHOT) {
    // Nobody needs the token in a picture: the example call shows it.
    await page.screenshot({ path: process.env.DOCS_SCREENSHOT, mask: [page.locator(".curl-command")] });
    console.log(`docs page: picture in ${process.env.DOCS_SCREENSHOT}`);
  }
} catch (error) {
  check("the page can be used", false, error.message);
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
