// Serves a folder as a host of project pages does: at a sub-path, with 404.html for what is missing. The folder can be
// exchanged while pages are open, as when a handbook is published again.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".md": "text/markdown; charset=utf-8", ".txt": "text/plain",
};

export async function host(folder, base) {
  const site = { folder, base, asked: [], origin: "", close: () => server.close() };
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    site.asked.push(name);
    const file = path.join(site.folder, name.slice(base.length) || "index.html");
    try {
      if (!name.startsWith(base) || !file.startsWith(site.folder)) throw new Error("outside");
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404, { "content-type": TYPES[".html"] }).end(await readFile(path.join(site.folder, "404.html")));
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  site.origin = `http://127.0.0.1:${server.address().port}`;
  return site;
}
