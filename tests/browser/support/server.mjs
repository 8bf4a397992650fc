// A static server on localhost that writes down each request it gets.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.jsonl': 'application/x-ndjson', '.wasm': 'application/wasm', '.xsel': 'application/octet-stream',
};

/**
 * Serves `folder`. `routes` are answered first: path -> `{ status, type, body }`, or a function of request and response. `headers` go with each answer.
 * Gives `{ url, requests, close }`; `requests` grows: `{ method, path, query, body, headers }`.
 */
export async function serve(folder, routes = {}, headers = {}) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://localhost');
    const seen = { method: request.method, path: decodeURIComponent(pathname), query: search, body: '', headers: request.headers };
    requests.push(seen);
    for await (const piece of request) seen.body += piece;
    const route = routes[seen.path];
    if (typeof route === 'function') return route(request, response);
    const send = (status, type, body) => response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers }).end(body);
    if (route) return send(route.status ?? 200, route.type ?? 'application/octet-stream', route.body ?? '');
    try {
      const path = normalize(seen.path.endsWith('/') ? `${seen.path}index.html` : seen.path);
      send(200, TYPES[extname(path)] ?? 'application/octet-stream', await readFile(join(folder, path)));
    } catch {
      send(404, 'text/plain', 'not here');
    }
  });
  await new Promise((done) => server.listen(0, 'localhost', done));
  return {
    url: `http://localhost:${server.address().port}/`,
    requests,
    close: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }),
  };
}
