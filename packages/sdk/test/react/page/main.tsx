import { version } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { createApp } from "./app.js";
import { renders } from "./chat.js";

const root = document.getElementById("root")!;
const { api = location.origin, request } = root.dataset;
const app = createApp(location.pathname, api, request && JSON.parse(request));
if (root.hasChildNodes()) hydrateRoot(root, app);
else createRoot(root).render(app);

Object.assign(window, { renders, reactVersion: version });
