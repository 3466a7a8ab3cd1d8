import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { call, type Key, type ServerApi } from "./server-api.js";

const ServerContext = createContext<ServerApi>({ address: "", key: "" });

/** Gives the rooms below it the server that they ask. */
export const ServerProvider = ServerContext.Provider;

export const useServer = (): ServerApi => useContext(ServerContext);

/** What the server answers at a path, under `data`; with `everyMs` again and again while it is looked at. */
export function useAnswer<T>(path: string, everyMs?: number) {
  const server = useServer();
  return useQuery({
    queryKey: [server.address, server.key, path],
    queryFn: async ({ signal }) => (await call<{ data: T }>(server, path, { signal })).data,
    placeholderData: keepPreviousData,
    ...(everyMs && { refetchInterval: everyMs }),
  });
}

export const keysPath = "/keys?include_disabled=true";

/** The server's keys, the newest hundred. */
export const useKeys = () => useAnswer<Key[]>(keysPath);
