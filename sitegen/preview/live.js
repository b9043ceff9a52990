// Keeps an open page up to date: reloads it for a new site, shows what is wrong with a broken edit.
// One hidden page costs no connection: the stream is closed and caught up with later.
const events = new URL("/_sitegen/events", location.href);
const key = "sitegen-scroll";
let stream = null;
let version = null;
let panel = null;

function close() {
  panel?.remove();
  panel = null;
}

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function show(problems) {
  close();
  if (!problems.length) return;
  panel = document.createElement("section");
  panel.id = "sitegen-problems";
  panel.setAttribute("role", "alert");
  panel.tabIndex = -1;
  const dismiss = line("button", "Close");
  dismiss.addEventListener("click", close);
  const list = document.createElement("ol");
  for (const problem of problems) {
    const item = document.createElement("li");
    item.append(line("code", `${problem.path}:${problem.line}:${problem.column}`));
    item.append(line("p", `${problem.severity}: ${problem.message} [${problem.kind}]`));
    if (problem.hint) item.append(line("pre", problem.hint));
    list.append(item);
  }
  panel.append(line("h2", "This edit is not shown yet"), list, dismiss);
  document.body.append(panel);
}

function listen() {
  stream = new EventSource(events);
  stream.onmessage = (event) => {
    const news = JSON.parse(event.data);
    if (version !== null && news.version !== version) {
      sessionStorage.setItem(key, JSON.stringify([location.pathname, scrollX, scrollY]));
      location.reload();
      return;
    }
    version = news.version;
    show(news.problems);
  };
}

function follow() {
  if (document.hidden) {
    stream?.close();
    stream = null;
  } else if (!stream) {
    listen();
  }
}

const [path, x, y] = JSON.parse(sessionStorage.getItem(key) || "[]");
sessionStorage.removeItem(key);
if (path === location.pathname) addEventListener("load", () => scrollTo({ left: x, top: y, behavior: "instant" }));
addEventListener("keydown", (event) => event.key === "Escape" && close());
addEventListener("pagehide", () => stream?.close());
document.addEventListener("visibilitychange", follow);
follow();
