// One connection for all open pages: a browser has six for a host, and a page of its own stream
// would keep one busy each.
"use strict";

const session = new URL(location.href).searchParams.get("session");
const channel = new BroadcastChannel(`sitegen-preview-${session}`);
let last = null;

function listen() {
  const stream = new EventSource("/_sitegen/events");
  stream.onmessage = (event) => {
    last = event.data;
    channel.postMessage(last);
  };
  stream.onerror = () => {
    // The browser looks for the server again by itself, unless something else answered.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  };
}

self.onconnect = (event) => {
  const port = event.ports[0];
  port.onmessage = () => {
    if (last !== null) port.postMessage(last);
  };
};

listen();
