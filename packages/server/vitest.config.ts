import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "server",
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.{ts,tsx}"],
    // Loading a model is slow on a busy machine; these limits are there for hangs only.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
