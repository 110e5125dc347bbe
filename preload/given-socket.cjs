// Loaded into each Node process of an app that has no port of its own (NODE_OPTIONS), whatever Node runs it: plain CommonJS.
// systemd holds the app's socket, as descriptor 3, and PORT is its path. `listen(process.env.PORT)` takes that socket, so that
// requests wait there while the app restarts.
'use strict';

const { ChildProcess } = require('node:child_process');
const { fstatSync } = require('node:fs');
const { Server } = require('node:net');
const { isMainThread } = require('node:worker_threads');

const GIVEN = 3;
const path = process.env.PORT;
/** The servers that listen on the given socket. */
const servers = new Set();

function isGiven() {
  try {
    return path?.startsWith('/') === true && process.env.LISTEN_FDS === '1' && fstatSync(GIVEN).isSocket();
  } catch {
    return false;
  }
}

function isAskedFor(where) {
  if (typeof where !== 'object' || where === null) return where === path;
  return where.path === path || where.port === path;
}

/** What asks for the address of a visitor asks the socket first, and looks at X-Forwarded-For where that is a proxy's. */
function actAsLoopback(socket) {
  if (socket.remoteAddress !== undefined) return;
  const value = (of) => ({ value: of, configurable: true });
  Object.defineProperties(socket, {
    remoteAddress: value('127.0.0.1'),
    remoteFamily: value('IPv4'),
    remotePort: value(0),
  });
}

function takeGivenSocket() {
  const { listen } = Server.prototype;
  Server.prototype.listen = function (...args) {
    if (!isAskedFor(args[0])) return listen.apply(this, args);
    const callback = args.at(-1);
    servers.add(this);
    this.on('connection', actAsLoopback);
    this.once('close', () => servers.delete(this));
    return listen.call(this, { fd: GIVEN }, ...(typeof callback === 'function' ? [callback] : []));
  };
}

/** What only starts the app, such as npm, passes the socket on. Node itself would close it for its children. */
function passGivenSocket() {
  const { spawn } = ChildProcess.prototype;
  ChildProcess.prototype.spawn = function (options) {
    if (servers.size > 0) return spawn.call(this, options);
    const { stdio = 'pipe' } = options;
    const three = typeof stdio === 'string' ? [stdio, stdio, stdio] : [...stdio];
    if (three.length > GIVEN) return spawn.call(this, options);
    while (three.length < GIVEN) three.push('pipe');
    return spawn.call(this, { ...options, stdio: [...three, GIVEN] });
  };
}

/** An app that does not listen for SIGTERM itself finishes the requests that it has. */
function endGently() {
  process.on('SIGTERM', function end() {
    if (process.listenerCount('SIGTERM') > 1) return;
    const leave = () => {
      if (servers.size > 0) return;
      process.removeListener('SIGTERM', end);
      process.kill(process.pid, 'SIGTERM');
    };
    for (const server of servers) {
      server.close(leave);
      server.closeIdleConnections?.();
    }
    leave();
  });
}

if (isGiven()) {
  takeGivenSocket();
  passGivenSocket();
  if (isMainThread) endGently();
}
