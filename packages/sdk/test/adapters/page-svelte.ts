import { mount, unmount } from "svelte";
// Compiled by the test's bundler.
import Chat from "./Chat.svelte";

const app = mount(Chat, { target: document.getElementById("root")! });
Object.assign(window, { unmount: () => unmount(app) });
