import { createSignal, For } from "solid-js";
import h from "solid-js/h";
import { render } from "solid-js/web";
import { OpenRouterCore } from "../../src/core.js";
import { useChat } from "../../src/solid/index.js";
import { textOf } from "./page-text.js";

const client = new OpenRouterCore({ serverURL: location.origin });

function Chat() {
  const [model, setModel] = createSignal("first/model");
  const chat = useChat({
    client,
    get request() {
      return { model: model() };
    },
  });
  const [text, setText] = createSignal("");
  return h(
    "main",
    h(
      "ul",
      h(For, { each: () => chat.messages }, (message: (typeof chat.messages)[number]) =>
        h("li", textOf(message)),
      ),
    ),
    h("output", () => chat.status),
    h("p", { id: "error" }, () => chat.error?.message),
    h("input", { onInput: ({ target }: InputEvent & { target: HTMLInputElement }) => setText(target.value) }),
    h("button", { onClick: () => chat.send(text()) }, "Send"),
    h("button", { onClick: () => chat.stop() }, "Stop"),
    h("button", { onClick: () => chat.retry() }, "Retry"),
    h("button", { onClick: () => chat.edit(chat.messages[0]?.id ?? "", "edited") }, "Edit"),
    h("button", { onClick: () => setModel("other/model") }, "Model"),
  );
}

const unmount = render(() => h(Chat) as unknown as Element, document.getElementById("root")!);
Object.assign(window, { unmount });
