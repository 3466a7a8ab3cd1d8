import { config } from "zod";

// The client's schemas would try as they are made whether a function can be made of text; the policy says no.
config({ jitless: true });
