import { OpenRouterCore } from "@openrouter/sdk/core.js";
import { OpenRouterProvider } from "@openrouter/sdk/react-query";
import { MoonStar, PanelLeft, SlidersHorizontal, SquarePen, Sun } from "lucide-react";
import { lazy, useEffect, useMemo } from "react";
import { Chat } from "../chat/Chat.js";
import type { Conversation } from "../conversations/conversation.js";
import {
  changeCurrent,
  startNew,
  useCurrentConversation,
  useMessages,
  useTree,
} from "../conversations/current.js";
import { Sidebar } from "../conversations/Sidebar.js";
import { conversations } from "../conversations/store.js";
import { followServers } from "../mcp/tools.js";
import { loadModels, modelName, models } from "../models/models.js";
import { focusComposer } from "../navigation/focus.js";
import { onBench, openRoom, route } from "../navigation/route.js";
import { dialog, toggle, wideEnoughForPanel, wideEnoughForSidebar } from "../navigation/view.js";
import { countSet } from "../request/parameters.js";
import { changeSettings, serverURL, settings } from "../settings/settings.js";
import { IconButton } from "../ui/Button.js";
import { productName } from "../ui/brand.js";
import { Notices } from "../ui/Notices.js";
import { Part } from "../ui/Part.js";
import { useStore } from "../ui/store.js";
import { useMediaQuery } from "../ui/useMediaQuery.js";
import { listenToShortcuts } from "./shortcuts.js";
import "./app.css";

const loadRequestPanel = () => import("../request/RequestPanel.js");
const loadDialogs = () => import("./Dialogs.js");
const Bench = lazy(() => import("../bench/Bench.js"));
const Rooms = lazy(() => import("../rooms/Rooms.js"));
const ModelPicker = lazy(() => import("../models/ModelPicker.js"));
const RequestPanel = lazy(loadRequestPanel);
const Dialogs = lazy(loadDialogs);

/** The whole page. */
export function App() {
  const { baseURL, apiKey, model: preferred, panelOpen, sidebarOpen } = useStore(settings);
  const url = serverURL(baseURL);
  const client = useMemo(() => new OpenRouterCore({ serverURL: url, apiKey }), [url, apiKey]);
  const { list } = useStore(models);
  const { ready } = useStore(conversations);
  const id = useStore(route);
  const bench = useStore(onBench);
  const room = useStore(openRoom);
  const talking = !bench && !room;
  const conversation = useCurrentConversation();
  const tree = useTree(conversation);
  const messages = useMessages(conversation);
  const roomForPanel = useMediaQuery(wideEnoughForPanel);
  const roomForSidebar = useMediaQuery(wideEnoughForSidebar);
  const openDialog = useStore(dialog);

  useEffect(() => {
    loadModels(url, apiKey);
  }, [url, apiKey]);

  useEffect(listenToShortcuts, []);
  useEffect(followServers, []);

  // Once the page stands, the rest is fetched: a dialog opens at once, also when the server is gone.
  useEffect(() => {
    const timer = setTimeout(() => Promise.allSettled([loadRequestPanel(), loadDialogs()]), 1500);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    document.title = bench
      ? `The bench – ${productName}`
      : room
        ? `The server – ${productName}`
        : conversation.head
          ? `${conversation.title} – ${productName}`
          : productName;
  }, [conversation, bench, room]);

  const model =
    conversation.model ||
    (list.some((known) => known.id === preferred) && preferred) ||
    list[0]?.id ||
    preferred;
  const known = list.find((candidate) => candidate.id === model);
  const change = (changes: Partial<Conversation>) => changeCurrent(conversation.id, changes);
  const chooseModel = (chosen: string) => {
    change({ model: chosen });
    changeSettings({ model: chosen });
  };
  const source = useMemo(() => ({ ...conversation, messages }), [conversation, messages]);
  const panel = (
    <Part>
      <RequestPanel
        conversation={source}
        model={model}
        supported={known?.supported_parameters ?? []}
        defaults={known?.default_parameters ?? {}}
        onChange={change}
      />
    </Part>
  );
  const sidebarShown = roomForSidebar && sidebarOpen;
  const panelShown = roomForPanel && panelOpen && talking;
  const set = countSet(conversation.parameters) + (conversation.instructions ? 1 : 0);

  return (
    <OpenRouterProvider client={client}>
      <button type="button" className="skip-link" onClick={() => focusComposer.emit()}>
        Go to the message field
      </button>
      <div className="page">
        {sidebarShown && (
          <aside className="side">
            <Sidebar />
          </aside>
        )}
        <main>
          <header className="top-bar">
            {!sidebarShown && (
              <IconButton label="Show conversations" onClick={() => toggle("sidebar")}>
                <PanelLeft size={18} aria-hidden />
              </IconButton>
            )}
            <Part fallback={<span className="model-button">{known ? modelName(known) : ""}</span>}>
              <ModelPicker
                value={model}
                onChange={chooseModel}
                open={openDialog === "models"}
                onOpenChange={(open) => dialog.set(open ? "models" : undefined)}
              />
            </Part>
            <span className="spacer" />
            {!sidebarShown && (
              <IconButton
                label="New conversation"
                onClick={() => {
                  startNew();
                  focusComposer.emit();
                }}
              >
                <SquarePen size={18} aria-hidden />
              </IconButton>
            )}
            <ThemeButton />
            <IconButton
              label={`${panelShown ? "Hide" : "Show"} parameters${set > 0 ? ` (${set} set)` : ""}`}
              aria-pressed={panelShown}
              onClick={() => toggle("panel")}
            >
              <SlidersHorizontal size={18} aria-hidden />
              {set > 0 && <span className="badge" data-count={set} />}
            </IconButton>
          </header>
          {bench && (
            <Part>
              <Bench model={model} />
            </Part>
          )}
          {room && (
            <Part>
              <Rooms room={room} />
            </Part>
          )}
          {talking && (ready || !id) && tree && (
            <Chat
              key={conversation.id}
              conversation={conversation}
              tree={tree}
              model={model}
              modelName={known ? modelName(known) : ""}
              takesImages={known?.architecture?.input_modalities?.includes("image")}
              contextLength={known?.context_length ?? undefined}
            />
          )}
        </main>
        {panelShown && (
          <aside className="panel" aria-label="Request">
            <h2>Request</h2>
            {panel}
          </aside>
        )}
      </div>
      <Part>
        {openDialog && openDialog !== "models" && (
          <Dialogs name={openDialog} conversation={conversation} panel={panel} />
        )}
      </Part>
      <Notices />
    </OpenRouterProvider>
  );
}

function ThemeButton() {
  const { theme } = useStore(settings);
  const systemDark = useMediaQuery("(prefers-color-scheme: dark)");
  const dark = theme === "dark" || (theme === "system" && systemDark);
  return (
    <IconButton
      label={dark ? "Light colours" : "Dark colours"}
      onClick={() => changeSettings({ theme: dark ? "light" : "dark" })}
    >
      {dark ? <Sun size={18} aria-hidden /> : <MoonStar size={18} aria-hidden />}
    </IconButton>
  );
}
