// What a forwarder costs at least: node:http, the JSON of the request and of each event parsed and written anew.
// `node bare-forwarder.mjs http://127.0.0.1:9001/v1` prints its address.
import { Agent, createServer, request as httpRequest } from "node:http";

const upstream = new URL(`${process.argv[2]}/chat/completions`);
const agent = new Agent({ keepAlive: true });

const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
  let body = "";
  incoming.setEncoding("utf8").on("data", (part) => {
    body += part;
  });
  incoming.on("end", () => {
    const asked = JSON.parse(body);
    const options = { method: "POST", agent, headers: { "content-type": "application/json" } };
    const request = httpRequest(upstream, options, (response) => {
      outgoing.writeHead(200, { "content-type": "text/event-stream" });
      let rest = "";
      response.setEncoding("utf8").on("data", (part) => {
        const blocks = (rest + part).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) {
          const data = block.slice(6);
          const written = data === "[DONE]" ? data : JSON.stringify({ ...JSON.parse(data), id: "gen-bare" });
          outgoing.write(`data: ${written}\n\n`);
        }
      });
      response.on("end", () => outgoing.end());
    });
    outgoing.on("close", () => request.destroy());
    request.end(JSON.stringify({ ...asked, stream: true }));
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
