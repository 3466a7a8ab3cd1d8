import {
  ArrowDownUp,
  CircleHelp,
  PanelLeft,
  Pencil,
  Search,
  Settings,
  SquarePen,
  Trash2,
} from "lucide-react";
import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { focusComposer, focusSearch } from "../navigation/focus.js";
import { conversationPath, openConversation, route } from "../navigation/route.js";
import { show, toggle } from "../navigation/view.js";
import { Button, IconButton } from "../ui/Button.js";
import { notify } from "../ui/notices.js";
import { useStore } from "../ui/store.js";
import type { Conversation } from "./conversation.js";
import { messageText } from "./conversation.js";
import { startNew } from "./current.js";
import { changeConversation, conversations, deleteConversation } from "./store.js";
import "./sidebar.css";

const day = 24 * 60 * 60 * 1000;

/** The heading a conversation stands under. */
function period({ updatedAt }: Conversation, midnight: number): string {
  if (updatedAt >= midnight) return "Today";
  if (updatedAt >= midnight - day) return "Yesterday";
  if (updatedAt >= midnight - 7 * day) return "The week before";
  return "Earlier";
}

function matching(list: readonly Conversation[], query: string): readonly Conversation[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return list;
  return list.filter(({ title, messages }) => {
    const text = `${title} ${messages.map(messageText).join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

interface Props {
  /** Called after a choice: a drawer closes. */
  onChoice?(): void;
}

export function Sidebar({ onChoice }: Props) {
  const { list, ready, problem } = useStore(conversations);
  const current = useStore(route);
  const [query, setQuery] = useState("");
  const wanted = useDeferredValue(query);
  const found = useMemo(() => matching(list, wanted), [list, wanted]);
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => focusSearch.listen(() => search.current?.focus()), []);

  const midnight = new Date().setHours(0, 0, 0, 0);
  const groups = Object.entries(Object.groupBy(found, (conversation) => period(conversation, midnight)));

  return (
    <nav className="sidebar" aria-label="Conversations">
      <header>
        <span className="brand">Chat</span>
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
                <Item
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

interface ItemProps {
  conversation: Conversation;
  current: boolean;
  onChoice: (() => void) | undefined;
}

const Item = memo(function Item({ conversation, current, onChoice }: ItemProps) {
  const { id, title } = conversation;
  const [draft, setDraft] = useState<string>();

  const remove = () => {
    const undo = deleteConversation(id);
    if (current) startNew();
    notify(`“${title}” was deleted.`, {
      label: "Undo",
      run: () => {
        undo();
        if (current) openConversation(id);
      },
    });
  };

  if (draft !== undefined) {
    const save = () => {
      setDraft(undefined);
      const next = draft.trim();
      if (next && next !== title) changeConversation(id, { title: next, named: true });
    };
    return (
      <li className="item">
        <input
          // biome-ignore lint/a11y/noAutofocus: the user has just asked to write here
          autoFocus
          className="input"
          aria-label="Name of the conversation"
          value={draft}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={save}
          onKeyDown={(event) => {
            if (event.key === "Enter") save();
            if (event.key === "Escape") {
              event.preventDefault();
              event.stopPropagation();
              setDraft(undefined);
            }
          }}
        />
      </li>
    );
  }

  return (
    <li className="item" data-current={current || undefined}>
      <a href={conversationPath(id)} aria-current={current ? "page" : undefined} onClick={onChoice}>
        {title}
      </a>
      <span className="item-actions">
        <IconButton label={`Rename ${title}`} className="small" onClick={() => setDraft(title)}>
          <Pencil size={14} aria-hidden />
        </IconButton>
        <IconButton label={`Delete ${title}`} className="small" onClick={remove}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </span>
    </li>
  );
});
