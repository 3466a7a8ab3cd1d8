import { changeSettings, settings } from "../settings/settings.js";
import { createStore } from "../ui/store.js";

export type DialogName = "settings" | "help" | "transfer" | "sidebar" | "panel" | "models";

/** The dialog or drawer that is open over the page. */
export const dialog = createStore<DialogName | undefined>(undefined);

export const wideEnoughForPanel = "(min-width: 1100px)";
export const wideEnoughForSidebar = "(min-width: 760px)";

/** Opens a part of the page: beside the conversation where there is room, over it where there is none. */
export function show(part: DialogName): void {
  if (part === "panel" && matchMedia(wideEnoughForPanel).matches) changeSettings({ panelOpen: true });
  else if (part === "sidebar" && matchMedia(wideEnoughForSidebar).matches)
    changeSettings({ sidebarOpen: true });
  else dialog.set(part);
}

export function toggle(part: "panel" | "sidebar"): void {
  const setting = part === "panel" ? "panelOpen" : "sidebarOpen";
  const wide = matchMedia(part === "panel" ? wideEnoughForPanel : wideEnoughForSidebar).matches;
  if (wide) changeSettings({ [setting]: !settings.get()[setting] });
  else dialog.set(dialog.get() === part ? undefined : part);
}
