import {
  ArrowDownUp,
  CircleHelp,
  Columns3,
  PanelLeft,
  Search,
  Server,
  Settings,
  SquarePen,
} from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { focusComposer, focusSearch } from "../navigation/focus.js";
import { benchPath, onBench, openConversation, openRoom, roomPath, route } from "../navigation/route.js";
import { show, toggle } from "../navigation/view.js";
import { Button, IconButton } from "../ui/Button.js";
import { productName } from "../ui/brand.js";
import { Mark } from "../ui/Mark.js";
import { useStore } from "../ui/store.js";
import { ConversationItem } from "./ConversationItem.js";
import type { Conversation } from "./conversation.js";
import { startNew } from "./current.js";
import { useSearch } from "./search.js";
import { conversations } from "./store.js";
import "./sidebar.css";

const day = 24 * 60 * 60 * 1000;

/** The heading a conversation stands under. */
function period({ updatedAt, pinned }: Conversation, midnight: number): string {
  if (pinned) return "Pinned";
  if (updatedAt >= midnight) return "Today";
  if (updatedAt >= midnight - day) return "Yesterday";
  if (updatedAt >= midnight - 7 * day) return "The week before";
  return "Earlier";
}

interface Props {
  /** Called after a choice: a drawer closes. */
  onChoice?(): void;
}

export function Sidebar({ onChoice }: Props) {
  const { list, ready, problem } = useStore(conversations);
  const current = useStore(route);
  const bench = useStore(onBench);
  const room = useStore(openRoom);
  const [query, setQuery] = useState("");
  const wanted = useDeferredValue(query);
  const found = useSearch(list, wanted);
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => focusSearch.listen(() => search.current?.focus()), []);

  const midnight = new Date().setHours(0, 0, 0, 0);
  const groups = Object.entries(Object.groupBy(found, (conversation) => period(conversation, midnight)));

  return (
    <nav className="sidebar" aria-label="Conversations">
      <header>
        <span className="brand">
          <Mark size={22} /> {productName}
        </span>
        <IconButton label="Hide conversations" onClick={() => toggle("sidebar")}>
          <PanelLeft size={18} aria-hidden />
        </IconButton>
      </header>
      <Button
        className="new-chat"
        onClick={() => {
          startNew();
          onChoice?.();
          focusComposer.emit();
        }}
      >
        <SquarePen size={16} aria-hidden /> New conversation
      </Button>
      <a className="place-link" href={benchPath} aria-current={bench ? "page" : undefined} onClick={onChoice}>
        <Columns3 size={16} aria-hidden /> The bench
      </a>
      <a
        className="place-link"
        href={roomPath("usage")}
        aria-current={room ? "page" : undefined}
        onClick={onChoice}
      >
        <Server size={16} aria-hidden /> The server
      </a>
      <div className="search">
        <Search size={15} aria-hidden />
        <input
          ref={search}
          type="search"
          aria-label="Search conversations"
          placeholder="Search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && query) {
              event.stopPropagation();
              setQuery("");
            } else if (event.key === "Enter" && found[0]) {
              openConversation(found[0].id);
              onChoice?.();
            }
          }}
        />
      </div>
      <div className="conversation-list">
        {problem && <p className="hint">{problem}</p>}
        {ready && list.length === 0 && (
          <p className="empty">Your conversations appear here. They stay in this browser.</p>
        )}
        {list.length > 0 && found.length === 0 && <p className="empty">Nothing contains “{wanted}”.</p>}
        {groups.map(([title, members]) => (
          <section key={title} aria-label={title}>
            <h2>{title}</h2>
            <ul className="list">
              {members?.map((conversation) => (
                <ConversationItem
                  key={conversation.id}
                  conversation={conversation}
                  current={conversation.id === current}
                  onChoice={onChoice}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <footer>
        <IconButton label="Settings" onClick={() => show("settings")}>
          <Settings size={18} aria-hidden />
        </IconButton>
        <IconButton label="Import and export" onClick={() => show("transfer")}>
          <ArrowDownUp size={18} aria-hidden />
        </IconButton>
        <IconButton label="Keyboard shortcuts" onClick={() => show("help")}>
          <CircleHelp size={18} aria-hidden />
        </IconButton>
      </footer>
    </nav>
  );
}
