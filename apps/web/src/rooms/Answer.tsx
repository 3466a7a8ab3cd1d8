import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "../ui/Button.js";
import { KeyForm } from "./KeyForm.js";
import { ServerProblem } from "./server-api.js";
import { useAnswer } from "./use-server.js";

interface Query<T> {
  data: T | undefined;
  error: Error | null;
  refetch(): unknown;
}

/** What a query answered, or why it didn't and what to do about it. What was there before stays. */
export function Answer<T>({ query, children }: { query: Query<T>; children(data: T): ReactNode }) {
  const { data, error, refetch } = query;
  return (
    <>
      {error && (
        <div className="room-problem" role="alert">
          <p>{error.message}</p>
          <Button onClick={() => refetch()}>Try again</Button>
        </div>
      )}
      {!error && data === undefined && (
        <p className="room-hint" role="status">
          Asking the server…
        </p>
      )}
      {data !== undefined && children(data)}
    </>
  );
}

interface GateProps<T> {
  /** What only those who may enter are told. */
  path: string;
  children(data: T): ReactNode;
}

/** Shows a room to those whom the server lets in, and asks the others for a key. */
export function Gate<T>({ path, children }: GateProps<T>) {
  const query = useAnswer<T>(path);
  const { error } = query;
  if (error instanceof ServerProblem && (error.status === 401 || error.status === 403)) return <KeyForm />;
  return <Answer query={query}>{children}</Answer>;
}

/** Has everything that the rooms show read anew. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}
