import { createApp, defineComponent, h, ref } from "vue";
import { OpenRouterCore } from "../../src/core.js";
import { useChat } from "../../src/vue/index.js";
import { textOf } from "./page-text.js";

const client = new OpenRouterCore({ serverURL: location.origin });
const model = ref("first/model");

const Chat = defineComponent(() => {
  const { messages, status, error, send, stop, retry, edit } = useChat(() => ({
    client,
    request: { model: model.value },
  }));
  const text = ref("");

  function setText({ target }: { target: HTMLInputElement }) {
    text.value = target.value;
  }
  function changeModel() {
    model.value = "other/model";
  }

  return () =>
    h("main", [
      h(
        "ul",
        messages.value.map((message) => h("li", { key: message.id }, textOf(message))),
      ),
      h("output", status.value),
      h("p", { id: "error" }, error.value?.message),
      h("input", { onInput: setText }),
      h("button", { onClick: () => send(text.value) }, "Send"),
      h("button", { onClick: stop }, "Stop"),
      h("button", { onClick: () => retry() }, "Retry"),
      h("button", { onClick: () => edit(messages.value[0]?.id ?? "", "edited") }, "Edit"),
      h("button", { onClick: changeModel }, "Model"),
    ]);
});

const app = createApp(Chat);
app.mount("#root");
Object.assign(window, { unmount: () => app.unmount() });
