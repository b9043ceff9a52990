// Keys, focus and a switch for the marks. Everything can be read and reached without it.
(() => {
  const reading = document.querySelector(".sitegen .reading");
  if (!reading) return;
  const root = reading.closest(".sitegen");
  const refs = [...reading.querySelectorAll(".ref")].filter(
    (ref, at, all) => all.findIndex((other) => other.hash === ref.hash) === at,
  );
  const idOf = (hash) => hash.replace(/^#?claim-/, "");
  const marksOf = (id) => reading.querySelectorAll(`mark[data-annotations~="${CSS.escape(id)}"]`);
  const off = () => reading.classList.contains("unmarked");
  let shown = "";
  let from = null;

  function light(id, on) {
    for (const mark of marksOf(id)) mark.classList.toggle("active", on);
    for (const link of reading.querySelectorAll(`a[href="#claim-${CSS.escape(id)}"]`))
      (link.closest(".glosses li") ?? link).classList.toggle("active", on);
  }

  function idAt(node) {
    const link = node.closest(".ref, .glosses a");
    return idOf(link?.hash ?? node.closest("mark")?.getAttribute("aria-details") ?? "");
  }

  function hover(event) {
    const id = idAt(event.target);
    if (id && id !== shown) light(id, event.type === "pointerover" || event.type === "focusin");
  }
  for (const type of ["pointerover", "pointerout", "focusin", "focusout"])
    reading.addEventListener(type, hover);

  // A mark that several annotations share leads to the next of them each time.
  reading.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link?.hash.startsWith("#claim-")) from = link;
    const mark = event.target.closest("mark");
    if (!mark || link || off() || !getSelection().isCollapsed) return;
    const ids = mark.dataset.annotations.split(" ");
    const open = ids.indexOf(shown);
    location.hash = `claim-${open < 0 ? idAt(mark) : ids[(open + 1) % ids.length]}`;
  });

  // Ways to the neighbouring cards, in the order of the text.
  function turn(card) {
    const place = card.querySelector(".turn");
    if (place.children.length > 1) return;
    const at = refs.findIndex((ref) => idOf(ref.hash) === shown);
    for (const step of [-1, 1]) {
      const ref = refs[at + step];
      if (at < 0 || !ref) continue;
      const link = document.createElement("a");
      link.href = ref.hash;
      link.textContent = step < 0 ? `← ${ref.textContent}` : `${ref.textContent} →`;
      link.setAttribute("aria-label", ref.getAttribute("aria-label"));
      place.append(link);
    }
    card.tabIndex = -1;
  }

  function show() {
    if (shown) light(shown, false);
    const card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    shown = card?.matches("article.card") ? idOf(card.id) : "";
    if (!shown) return;
    light(shown, true);
    turn(card);
    card.focus({ preventScroll: true });
    const box = marksOf(shown)[0]?.getBoundingClientRect();
    if (!box || getComputedStyle(card).position !== "fixed") return;
    const bottom = card.getBoundingClientRect().top || innerHeight;
    if (box.top < 0 || box.bottom > bottom) scrollBy(0, box.top - Math.min(bottom * 0.35, 240));
  }

  function close() {
    const at = scrollY;
    const ref = from?.isConnected && idAt(from) === shown ? from : refs.find((one) => idAt(one) === shown);
    location.hash = `mark-${shown}`;
    scrollTo({ top: at, behavior: "instant" });
    ref?.focus();
  }

  function step(by) {
    const at = refs.findIndex((ref) => idOf(ref.hash) === (shown || idAt(document.activeElement)));
    const ref = refs[at < 0 ? 0 : Math.max(0, Math.min(refs.length - 1, at + by))];
    if (shown) location.hash = ref.hash;
    else ref.focus();
  }

  addEventListener("hashchange", show);
  root.addEventListener("click", (event) => {
    if (!shown || !event.target.closest("article.card:target .turn a:first-child")) return;
    event.preventDefault();
    close();
  });
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || off() || !refs.length) return;
    if (event.key === "Escape" && shown) close();
    else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  });

  const tools = document.createElement("p");
  const button = document.createElement("button");
  tools.className = "tools";
  button.type = "button";
  button.textContent = reading.dataset.marks;
  button.setAttribute("aria-pressed", "true");
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!reading.classList.toggle("unmarked")));
  });
  tools.append(button, reading.dataset.keys);
  reading.querySelector(".text").before(tools);
  if (document.readyState === "complete") show();
  else addEventListener("load", () => requestAnimationFrame(show));
})();
