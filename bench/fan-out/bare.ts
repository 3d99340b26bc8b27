/** The baseline of `fan-out`: a bare Socket.IO server. `node bare.ts <characters> <messages a second> <seconds>`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const [size = '1000', rate = '10', seconds = '10'] = process.argv.slice(2);
const http = createServer();
const server = new Server(http);
const filling = 'x'.repeat(Number(size));
server.on('connection', (socket) => {
  socket.once('go', () => {
    const interval = setInterval(
      () => server.emit('message', { at: Date.now(), filling }),
      1000 / Number(rate),
    );
    setTimeout(() => clearInterval(interval), Number(seconds) * 1000);
  });
});
http.listen(0, '127.0.0.1', () =>
  console.log(`ready http://127.0.0.1:${(http.address() as AddressInfo).port}`),
);
process.once('SIGTERM', () => process.exit(0));
