import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["architecture", "packages/*", "apps/*", "bench"],
  },
});
