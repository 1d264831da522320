// The end-to-end tests. `cargo xtask test` builds what they need and says where it is:
// SEXTANT_BIN (the server), CHROMIUM (the browser).
import { defineConfig } from "@playwright/test";
import { LAUNCH } from "./lib/browser.mjs";

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: false,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: { launchOptions: LAUNCH, trace: "on-first-retry", screenshot: "only-on-failure" },
  projects: [
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
    { name: "tablet", use: { viewport: { width: 1024, height: 768 }, hasTouch: true } },
  ],
});
