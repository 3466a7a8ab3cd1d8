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

function stored(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}");
  } catch {
    return {};
  }
}

export const settings = createStore<Settings>({ ...defaults, ...stored() });

/** Only what changes is written: the other fields are as another tab may have left them. */
export function changeSettings(change: Partial<Settings>): void {
  const kept = { ...stored(), ...change };
  take({ ...settings.get(), ...kept });
  try {
    localStorage.setItem(storageKey, JSON.stringify(kept));
  } catch {
    // Storage is full or forbidden: the settings last as long as the page.
  }
}

function take(next: Settings): void {
  settings.set(next);
  if (next.theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next.theme;
}

addEventListener("storage", ({ key }) => {
  if (key === storageKey || key === null) take({ ...defaults, ...stored() });
});

/** Whether the API is that of the server this page came from, which keeps answers for a page that comes back. */
export const isOwnServer = (baseURL: string): boolean =>
  new URL(serverURL(baseURL), location.href).origin === location.origin;

/** The API's address: the one entered, or that of the server this page came from. */
export const serverURL = (baseURL: string): string =>
  baseURL.trim().replace(/\/+$/, "") || `${location.origin}/api/v1`;
