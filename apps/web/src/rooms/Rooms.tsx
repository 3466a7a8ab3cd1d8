import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useMemo } from "react";
import { openConversation, type Room, roomPath, rooms } from "../navigation/route.js";
import { serverURL, settings } from "../settings/settings.js";
import { Button, IconButton } from "../ui/Button.js";
import { useStore } from "../ui/store.js";
import { Generations } from "./Generations.js";
import { Keys } from "./Keys.js";
import { keepManagementKey, managementKey } from "./management-key.js";
import { Providers } from "./Providers.js";
import { Usage } from "./Usage.js";
import { ServerProvider } from "./use-server.js";
import "./rooms.css";

const titles: Record<Room, string> = {
  usage: "Usage",
  keys: "Keys",
  providers: "Providers",
  log: "Log",
};

const contents: Record<Room, () => React.ReactNode> = {
  usage: Usage,
  keys: Keys,
  providers: Providers,
  log: Generations,
};

/** What the server tells those who run it. */
export default function Rooms({ room }: { room: Room }) {
  const { baseURL, apiKey } = useStore(settings);
  const address = serverURL(baseURL);
  const kept = useStore(managementKey);
  const held = kept?.address === address;
  const key = held ? kept.key : apiKey;
  const server = useMemo(() => ({ address, key }), [address, key]);
  const queries = useMemo(() => new QueryClient({ defaultOptions: { queries: { retry: false } } }), []);
  const Content = contents[room];

  return (
    <QueryClientProvider client={queries}>
      <ServerProvider value={server}>
        <div className="rooms">
          <header className="rooms-head">
            <h1>{titles[room]}</h1>
            <p className="rooms-address">{new URL(address).host}</p>
            {held && (
              <Button
                look="plain"
                onClick={() => {
                  keepManagementKey(undefined);
                  queries.clear();
                }}
              >
                Forget the management key
              </Button>
            )}
            <IconButton label="Close the server’s rooms" onClick={() => openConversation("")}>
              <X size={18} aria-hidden />
            </IconButton>
          </header>
          <nav className="rooms-nav" aria-label="The server’s rooms">
            {rooms.map((name) => (
              <a key={name} href={roomPath(name)} aria-current={name === room ? "page" : undefined}>
                {titles[name]}
              </a>
            ))}
          </nav>
          <Content />
        </div>
      </ServerProvider>
    </QueryClientProvider>
  );
}
