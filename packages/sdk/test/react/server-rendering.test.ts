import { expect, test } from "vitest";
import { importServer, reactVersions } from "./support/bundle.js";

test.each(reactVersions)("React %i renders a conversation on the server and sends nothing", async (react) => {
  const { render, version } = await importServer(react);
  expect(version.startsWith(`${react}.`)).toBe(true);
  const html = render("/effect");
  expect(html).toContain("<output>idle</output>");
  expect(html).toContain("<ul></ul>");
});

test.each(reactVersions)("React %i: hooks outside a provider say what to do", async (react) => {
  const { renderWithoutProvider } = await importServer(react);
  expect(() => renderWithoutProvider()).toThrow("<OpenRouterProvider client={…}>");
});
