// The end-to-end tests. `cargo xtask test` builds what they need and says where it is:
// SEXTANT_BIN (the server), CHROMIUM (the browser).
import { defineConfig } from "@playwright/test";
import { LAUNCH } from "./lib/browser.mjs";

/** What is held against a clock runs when nothing else does. */
const TIMED = "**/lossy.spec.ts";

/** What depends on neither window nor fingers: storage, sync, files and letters. Their screens are looked at by `screens`. */
const ANY_WINDOW = ["chunks", "conflict", "deleted", "hidden", "import", "journey", "mail", "naughty", "offline", "reader", "real-data", "robustness", "scopes", "tabs", "update", "verify", "workshop"];

const DESKTOP = { viewport: { width: 1440, height: 900 } };

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
    { name: "desktop", testIgnore: TIMED, use: DESKTOP },
    { name: "tablet", testIgnore: [TIMED, ...ANY_WINDOW.map((name) => `**/${name}.spec.ts`)], use: { viewport: { width: 1024, height: 768 }, hasTouch: true } },
    { name: "alone", testMatch: TIMED, dependencies: ["desktop", "tablet"], use: DESKTOP },
  ],
});
