// Added to pages by the preview server: loads a page again when it changed, and shows what is wrong
// with the last edit. Published pages do not have it.
"use strict";

(() => {
  const [session, page] = document.currentScript.dataset.page.split("-");
  const DISMISSED = "sitegen-dismissed";
  let leaving = false;
  let panel = null;
  let build = "";

  // State

  function receive(text) {
    const state = JSON.parse(text);
    if (leaving) return;
    if (state.session !== session || state.page > Number(page)) {
      leaving = true;
      location.reload(); // keeps the scroll position
    } else if (state.problems.length === 0) {
      close();
    } else if (state.build !== build) {
      build = state.build;
      if (sessionStorage.getItem(DISMISSED) !== build) show(state);
    }
    document.documentElement.dataset.sitegen = "listening"; // for whoever tests pages
  }

  // The panel

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text; // problems quote files, so they are never read as HTML
    return made;
  }

  function item(problem) {
    const row = element("li", "", "");
    for (const part of ["place", "message", "hint"]) {
      if (problem[part]) row.append(element("p", part, problem[part]));
    }
    return row;
  }

  function show(state) {
    close();
    panel = document.createElement("div");
    panel.id = "sitegen-problems";
    panel.lang = "en";
    panel.dir = "ltr";
    const root = panel.attachShadow({ mode: "open" });
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/_sitegen/live.css";
    const section = element("section", "problems panel", "");
    section.tabIndex = 0; // it scrolls, so the keyboard has to reach it
    section.setAttribute("aria-labelledby", "title");
    const alert = element("div", "alert", "");
    const title = element("h2", "", titled(state.count));
    title.id = "title";
    alert.append(title, element("p", "", "This page shows the site from before it."));
    const button = element("button", "", "Close");
    button.type = "button";
    button.title = "Escape";
    button.addEventListener("click", dismiss);
    const list = element("ol", "", "");
    list.append(...state.problems.map(item));
    section.append(alert, button, list);
    const left = state.count - state.problems.length;
    if (left > 0) section.append(element("p", "", `${left} more stand in the terminal.`));
    root.append(style, section);
    document.body.append(panel);
    alert.setAttribute("role", "alert");
  }

  function titled(count) {
    return `The last edit is not shown: ${count} ${count === 1 ? "problem" : "problems"}`;
  }

  function close() {
    if (panel) panel.remove();
    panel = null;
  }

  function dismiss() {
    sessionStorage.setItem(DISMISSED, build);
    close();
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !panel) return;
      event.stopPropagation(); // one press closes one thing
      dismiss();
    },
    true,
  );

  // The connection

  function shared() {
    const channel = new BroadcastChannel(`sitegen-preview-${session}`);
    channel.onmessage = (event) => receive(event.data);
    const worker = new SharedWorker(`/_sitegen/worker.js?session=${session}`);
    worker.port.onmessage = (event) => receive(event.data);
    const ask = () => worker.port.postMessage("state");
    ask();
    addEventListener("pageshow", (event) => event.persisted && ask());
  }

  // Without shared workers a page listens only while it is seen, and catches up when it is again.
  function alone() {
    let stream = null;
    const turn = () => {
      if (document.hidden && stream) {
        stream.close();
        stream = null;
      } else if (!document.hidden && !stream) {
        stream = new EventSource("/_sitegen/events");
        stream.onmessage = (event) => receive(event.data);
        stream.onerror = () => {
          if (stream && stream.readyState === EventSource.CLOSED) {
            stream = null;
            setTimeout(turn, 1000);
          }
        };
      }
    };
    document.addEventListener("visibilitychange", turn);
    turn();
  }

  if (window.SharedWorker && window.BroadcastChannel) shared();
  else alone();
})();
