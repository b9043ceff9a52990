// Keys, focus and a switch for the marks. Everything can be read and reached without it.
(() => {
  const reading = document.querySelector(".sitegen .reading");
  if (!reading) return;
  const root = reading.closest(".sitegen");
  const refs = [...reading.querySelectorAll(".ref")].filter(
    (ref, at, all) => all.findIndex((other) => other.hash === ref.hash) === at,
  );
  const named = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));
  const idOf = (hash) => hash.replace(/^#claim-/, "");
  const marksOf = (id) => reading.querySelectorAll(`mark[data-annotations~="${CSS.escape(id)}"]`);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function light(id, on) {
    for (const mark of marksOf(id)) mark.classList.toggle("active", on);
    for (const link of reading.querySelectorAll(`a[href="#claim-${CSS.escape(id)}"]`))
      (link.closest(".glosses li") ?? link).classList.toggle("active", on);
  }

  function idAt(node) {
    const link = node.closest?.(".ref, .glosses a");
    if (link) return idOf(link.hash);
    return node.closest?.("mark")?.getAttribute("aria-details")?.replace(/^claim-/, "");
  }

  for (const [enter, leave] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    reading.addEventListener(enter, (event) => idAt(event.target) && light(idAt(event.target), true));
    reading.addEventListener(leave, (event) => idAt(event.target) && light(idAt(event.target), false));
  }

  // A mark that several annotations share leads to the next of them each time.
  reading.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark || event.target.closest("a") || !getSelection().isCollapsed) return;
    if (reading.classList.contains("unmarked")) return;
    const ids = mark.dataset.annotations.split(" ");
    const inner = mark.getAttribute("aria-details").replace(/^claim-/, "");
    const open = ids.indexOf(idOf(location.hash));
    location.hash = `claim-${open < 0 ? inner : ids[(open + 1) % ids.length]}`;
  });

  // Ways to the neighbouring cards, in the order of the text.
  function turn(card) {
    const place = card.querySelector(".turn");
    if (place.children.length > 1) return;
    const at = refs.findIndex((ref) => ref.hash === `#${card.id}`);
    for (const [ref, sign] of [[refs[at - 1], "←"], [refs[at + 1], "→"]]) {
      if (at < 0 || !ref) continue;
      const link = document.createElement("a");
      link.href = ref.hash;
      link.textContent = sign === "←" ? `← ${ref.textContent}` : `${ref.textContent} →`;
      link.setAttribute("aria-label", ref.getAttribute("aria-label"));
      place.append(link);
    }
    card.tabIndex = -1;
  }

  let shown = "";
  let from = null;

  function show() {
    if (shown) light(shown, false);
    const card = named(location.hash);
    shown = card?.matches("article.card") ? idOf(location.hash) : "";
    if (!shown) return;
    light(shown, true);
    turn(card);
    const mark = marksOf(shown)[0];
    const box = mark?.getBoundingClientRect();
    const top = getComputedStyle(card).position === "fixed" ? card.getBoundingClientRect().top : 0;
    const bottom = top > 0 ? top : innerHeight;
    if (getComputedStyle(card).position === "fixed" && box && (box.top < 0 || box.bottom > bottom))
      scrollBy({ top: box.top - Math.min(bottom * 0.35, 240), behavior: calm.matches ? "instant" : "auto" });
    card.focus({ preventScroll: true });
  }

  function close() {
    const at = scrollY;
    const ref = from?.isConnected ? from : refs.find((one) => idOf(one.hash) === shown);
    location.hash = `mark-${shown}`;
    const box = ref?.getBoundingClientRect();
    if (box) scrollTo({ top: at, behavior: "instant" });
    ref?.focus();
    from = null;
  }

  function step(by) {
    const here = shown || idAt(document.activeElement) || "";
    const at = refs.findIndex((ref) => idOf(ref.hash) === here);
    const ref = refs[at < 0 ? 0 : Math.max(0, Math.min(refs.length - 1, at + by))];
    if (!ref) return;
    if (shown) location.hash = ref.hash;
    else ref.focus();
  }

  addEventListener("hashchange", show);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && reading.contains(link) && link.hash.startsWith("#claim-")) from = link;
    if (!shown || !link?.matches("article.card:target .turn [href^='#mark-']")) return;
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || reading.classList.contains("unmarked")) return;
    const inside = root.contains(document.activeElement);
    if (event.key === "Escape" && shown) close();
    else if (inside && (event.key === "j" || event.key === "k")) step(event.key === "j" ? 1 : -1);
  });

  const text = reading.querySelector(".text");
  const tools = document.createElement("p");
  const button = document.createElement("button");
  tools.className = "tools";
  button.type = "button";
  button.textContent = reading.dataset.marks;
  button.setAttribute("aria-pressed", "true");
  button.addEventListener("click", () => {
    const off = reading.classList.toggle("unmarked");
    button.setAttribute("aria-pressed", String(!off));
  });
  tools.append(button, reading.dataset.keys);
  text.before(tools);
  show();
})();
