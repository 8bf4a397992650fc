// Real browsers, started bare: a fresh profile, nothing in the background, nothing that calls home.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import puppeteer from 'puppeteer-core';

function installed(variable, ...names) {
  const candidates = process.env[variable]
    ? [process.env[variable]]
    : names.flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)));
  const found = candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error(`no ${names.join(' or ')} found; install it, or name it in ${variable}`);
  return found;
}

const LAUNCH = {
  chromium: () => ({
    executablePath: installed('CHROMIUM', 'chromium', 'chromium-browser', 'google-chrome'),
    args: [
      // As root, in a container: no namespaces for the sandbox, no graphics card, little /dev/shm.
      '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
    ],
  }),
  firefox: () => ({
    browser: 'firefox',
    executablePath: installed('FIREFOX', 'firefox-esr', 'firefox'),
    extraPrefsFirefox: { 'app.update.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false },
  }),
};

export const BROWSERS = Object.keys(LAUNCH);

/** Starts `chromium` or `firefox`; puppeteer makes a fresh profile and removes it. */
export const launch = (name, args = []) => {
  const options = LAUNCH[name]();
  return puppeteer.launch({ headless: true, protocolTimeout: 300_000, ...options, args: [...(options.args ?? []), ...args] });
};

/** The first CSP violations, page errors, console errors and requests of a page, from before its first script on. */
export async function watch(page) {
  const seen = { errors: [], requests: [] };
  page.on('console', (message) => { if (message.type() === 'error') seen.errors.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => seen.errors.push(`uncaught: ${error.message ?? error}`));
  page.on('requestfailed', (request) => seen.errors.push(`failed: ${request.url()}`));
  page.on('request', (request) => seen.requests.push({
    method: request.method(), url: request.url(), body: request.hasPostData() ? request.postData() ?? '(a body)' : '',
  }));
  await page.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
  });
  seen.violations = () => page.evaluate(() => globalThis.violations);
  return seen;
}

/** Gives the page the size of a screen. */
export async function resize(page, size) {
  // Firefox ESR knows the size, but not the screen's orientation that puppeteer asks for along with it.
  await page.setViewport(size).catch((error) => { if (!/unknown command/.test(error.message)) throw error; });
  for (let tries = 0; tries < 50 && await page.evaluate(() => innerWidth) !== size.width; tries += 1) {
    await new Promise((done) => setTimeout(done, 20));
  }
}
