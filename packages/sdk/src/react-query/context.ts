import { createContext, createElement, type ReactNode, useContext } from "react";
import type { OpenRouterCore } from "../core/client.js";

const ClientContext = createContext<OpenRouterCore | undefined>(undefined);

/** Gives the hooks below it the client that sends their requests. */
export function OpenRouterProvider(props: { client: OpenRouterCore; children?: ReactNode }): ReactNode {
  return createElement(ClientContext.Provider, { value: props.client }, props.children);
}

/** The client of the nearest {@link OpenRouterProvider}. Throws an `Error` outside of one. */
export function useOpenRouterContext(): OpenRouterCore {
  return useClient(undefined);
}

/** The client given, or the provider's. */
export function useClient(given: OpenRouterCore | undefined): OpenRouterCore {
  const provided = useContext(ClientContext);
  const client = given ?? provided;
  if (!client) {
    throw new Error("No OpenRouter client: render this component inside <OpenRouterProvider client={…}>");
  }
  return client;
}
