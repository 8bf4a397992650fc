// `node tools/free-port.mjs PORT` prints PORT, or the next one on localhost that nobody listens on.
import { createServer } from 'node:net';

function attempt(port) {
  if (!(port > 0 && port <= 65_535)) {
    console.error(`error: PORT ${process.argv[2]}: expected a number from 1 to 65535 with a free port at or above it`);
    process.exit(1);
  }
  const server = createServer();
  server.once('error', () => attempt(port + 1));
  server.listen(port, 'localhost', () => server.close(() => console.log(port)));
}

attempt(Number(process.argv[2]));
