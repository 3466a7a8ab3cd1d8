import { createStore } from "../ui/store.js";

export type Theme = "system" | "light" | "dark";

/** What the page remembers in this browser's `localStorage`; nothing of it is sent but the key, to the base URL. */
export interface Settings {
  theme: Theme;
  /** Empty: the server this page came from. */
  baseURL: string;
  apiKey: string;
  /** The model that new conversations start with. Empty: the first that the server lists. */
  model: string;
  panelOpen: boolean;
  sidebarOpen: boolean;
}

const storageKey = "settings";

const defaults: Settings = {
  theme: "system",
  baseURL: "",
  apiKey: "",
  model: "",
  panelOpen: false,
  sidebarOpen: true,
};

function load(): Settings {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(storageKey) ?? "{}") };
  } catch {
    return defaults;
  }
}

export const settings = createStore(load());

export function changeSettings(change: Partial<Settings>): void {
  const next = { ...settings.get(), ...change };
  settings.set(next);
  try {
    localStorage.setItem(storageKey, JSON.stringify(next));
  } catch {
    // Storage is full or forbidden: the settings last as long as the page.
  }
  if (next.theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next.theme;
}

/** The API's address: the one entered, or that of the server this page came from. */
export const serverURL = (baseURL: string): string =>
  baseURL.trim().replace(/\/+$/, "") || `${location.origin}/api/v1`;
