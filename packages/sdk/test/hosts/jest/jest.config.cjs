module.exports = {
  rootDir: __dirname,
  testMatch: ["<rootDir>/sdk.cjs"],
  testEnvironment: "./environment.cjs",
  transform: { "check\\.mjs$": "./to-commonjs.cjs" },
  moduleFileExtensions: ["js", "cjs", "mjs"],
};
