// Pictures of the main screens for the documentation: `cargo xtask screenshots`.
import { defineConfig } from "@playwright/test";
import { LAUNCH } from "./lib/browser.mjs";

const sizes = {
  desktop: { viewport: { width: 1440, height: 900 } },
  tablet: { viewport: { width: 1024, height: 768 }, hasTouch: true },
};

const projects = Object.entries(sizes).flatMap(([size, use]) =>
  ["light", "dark"].map((colorScheme) => ({ name: `${size}-${colorScheme}`, use: { ...use, colorScheme } })),
);

export default defineConfig({
  testDir: "screenshots",
  testMatch: "*.shots.ts",
  outputDir: "test-results",
  workers: 1,
  timeout: 180_000,
  reporter: "list",
  use: { launchOptions: LAUNCH, reducedMotion: "reduce" },
  projects,
});
