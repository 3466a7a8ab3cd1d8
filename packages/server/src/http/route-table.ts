import type { Route } from "./route.js";

/** One path, and what it answers by method. */
export interface RoutedPath {
  /** As the routes have it, such as `/api/v1/models/:id`. */
  pattern: string;
  routes: readonly Route[];
}

/** Finds the routes of a request's path, whatever its method. */
export class RouteTable {
  readonly #fixed = new Map<string, RoutedPath>();
  readonly #open: { matches: RegExp; found: RoutedPath }[] = [];

  constructor(routes: readonly Route[]) {
    for (const pattern of new Set(routes.map(({ path }) => path))) {
      const found = { pattern, routes: routes.filter(({ path }) => path === pattern) };
      if (!pattern.includes(":")) this.#fixed.set(pattern, found);
      else this.#open.push({ matches: new RegExp(`^${pattern.replace(/:\w+/g, "[^/]+")}$`), found });
    }
  }

  at(path: string): RoutedPath | undefined {
    return this.#fixed.get(path) ?? this.#open.find(({ matches }) => matches.test(path))?.found;
  }
}
