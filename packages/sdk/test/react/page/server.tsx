import { renderToString } from "react-dom/server";
import { createApp } from "./app.js";

export { version } from "react";

import { useOpenRouterContext } from "../../../src/react-query/index.js";

/** The HTML of a path. */
export function render(path: string): string {
  return renderToString(createApp(path, "http://127.0.0.1:1"));
}

/** Renders a component that asks for a client where none is provided. */
export function renderWithoutProvider(): string {
  return renderToString(<Lost />);
}

function Lost() {
  useOpenRouterContext();
  return null;
}
