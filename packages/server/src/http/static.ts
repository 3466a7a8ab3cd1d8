import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { AppEnv } from "./context.js";

/** The chat page: files of a folder, with a policy that lets them talk to APIs and run no foreign code. */
export function chatPage(root: string): Hono<AppEnv> {
  const page = new Hono<AppEnv>();
  page.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        connectSrc: ["'self'", "https:", "http://localhost:*", "http://127.0.0.1:*"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
      },
      strictTransportSecurity: false,
    }),
  );
  page.get("*", serveStatic({ root, precompressed: true }));
  return page;
}
