// Cards beside their passages, keys, a filter, a switch for the marks. Without it everything can be read and reached.
(() => {
  // A theme of MkDocs may put another page into the document; then what belongs to the one before ends.
  let page = new AbortController();
  let current = null;

  function begin() {
    const reading = document.querySelector(".sitegen .reading");
    if (reading === current) return;
    page.abort();
    page = new AbortController();
    current = reading;
    if (reading) read(reading, page.signal);
  }

  function read(reading, signal) {
    const root = reading.closest(".sitegen");
    const on = (target, type, react) => target.addEventListener(type, react, { signal });
    const all = (where, what) => [...where.querySelectorAll(what)];
    const idOf = (hash) => (hash?.startsWith("#claim-") ? hash.slice(7) : "");
    const cards = new Map(all(root, "article.card").map((card) => [idOf(`#${card.id}`), card]));
    if (!cards.size) return;
    const [forText, forCard] = all(root, "template");
    const tools = reading.querySelector(".tools");
    tools.append(forText.content);
    const status = tools.querySelector("[role=status]");
    const control = (name) => tools.querySelector(`[data-do="${name}"]`);
    const ids = [...new Set(all(reading, ".ref").map((ref) => idOf(ref.hash)))];
    const marks = byId(all(reading, "mark"), (mark) => mark.dataset.annotations.split(" "));
    const labels = byId(all(reading, ".ref, .glosses a"), (link) => [idOf(link.hash)]);
    const verdict = (id) => cards.get(id).querySelector("h3 > b").textContent;
    const passes = (id) => !wanted || verdict(id) === wanted;
    const stuck = () => parseFloat(getComputedStyle(tools).insetBlockStart) || 0;
    const off = () => root.classList.contains("unmarked");
    const hole = document.createComment("");
    let shown = "";
    let wanted = "";
    let from = null;
    let added = [];

    // Found once, not at each look: an article may have thousands.
    function byId(found, idsOf) {
      const table = new Map();
      for (const one of found)
        for (const id of idsOf(one)) {
          if (!table.has(id)) table.set(id, []);
          table.get(id).push(one);
        }
      return (id) => table.get(id) ?? [];
    }

    function light(id, name, lit) {
      for (const mark of marks(id)) mark.classList.toggle(name, lit);
      for (const link of labels(id)) (link.closest("li") ?? link).classList.toggle(name, lit);
    }

    // What the list of sources says for the citations of a card, with the way there.
    function evidence(card) {
      return all(card, "[id^=cite-]").flatMap((cite) => all(root, `.sources p > a[href="#${cite.id}"]`)).map((link) => {
        const item = link.closest("li");
        const back = document.createElement("a");
        const name = item.querySelector(":scope > [rel~=external]") ?? item.firstElementChild;
        back.href = `#${item.id}`;
        back.textContent = `${name.textContent} [${item.id.split("-")[1]}]`;
        const said = link.parentElement.cloneNode(true);
        said.className = "says";
        said.append(" ", back);
        return said;
      });
    }

    function align() {
      const card = cards.get(shown);
      if (!card) return;
      const [top, start] = [marks(shown)[0], card.parentElement].map((one) => one.getBoundingClientRect().top);
      card.style.insetBlockStart = `${Math.max(0, top - start)}px`;
    }

    function open(id) {
      const card = cards.get(id);
      if (!card || !ids.includes(id)) return;
      if (!passes(id)) filter("");
      put();
      shown = id;
      const bars = forCard.content.cloneNode(true);
      for (const link of all(bars, ".copy a")) link.href = `#${link.dataset.to}-${id}`;
      for (const by of [-1, 1])
        bars.querySelector(`[data-do="${by < 0 ? "previous" : "next"}"]`).disabled = !beside(by);
      added = [bars.firstElementChild, ...evidence(card), bars.lastElementChild];
      const place = labels(id)[0].closest(".part") ?? reading.querySelector(".lead");
      card.before(hole);
      card.prepend(added[0]);
      card.append(...added.slice(1));
      card.classList.add("placed", card.querySelector("h3 > b").classList[1] ?? "tone-note");
      card.tabIndex = -1;
      place.append(card);
      light(id, "active", true);
      align();
      card.focus({ preventScroll: true });
      // The passage and the head of its card, both on the screen if that can be.
      const bar = tools.offsetHeight + stuck();
      const tops = [marks(id)[0], card].map((one) => one.getBoundingClientRect().top);
      const [high, low] = [Math.min(...tops), Math.max(...tops) + Math.min(160, card.offsetHeight)];
      if (high >= bar && low <= innerHeight) return;
      const room = innerHeight - bar - (low - high);
      scrollBy({ top: room < 0 ? tops[1] - innerHeight / 2 : high - bar - room / 3, behavior: "instant" });
    }

    function put() {
      const card = cards.get(shown);
      if (!card) return;
      light(shown, "active", false);
      for (const one of added) one.remove();
      card.className = "card";
      hole.replaceWith(card);
      shown = "";
    }

    const keepAddress = (hash) => hash !== location.hash && history.pushState(null, "", hash);

    function go(id) {
      if (!id) return;
      keepAddress(`#claim-${id}`);
      open(id);
    }

    function close() {
      const id = shown;
      const back = labels(id).includes(from) ? from : labels(id)[0];
      put();
      keepAddress(`#mark-${id}`);
      back.focus({ preventScroll: true });
      back.scrollIntoView({ block: "nearest", behavior: "instant" });
    }

    // The claim before or after the one that is open, has the focus, or is at the top of the screen.
    function beside(by) {
      const order = ids.filter(passes);
      const at = order.indexOf(shown || idOf(document.activeElement.hash));
      if (at >= 0) return order[at + by];
      const { top, bottom } = tools.getBoundingClientRect();
      const edge = top > stuck() + 1 ? 0 : Math.max(0, bottom);
      const next = order.findIndex((id) => marks(id)[0].getBoundingClientRect().bottom > edge);
      return order[(next < 0 ? order.length : next) + (by < 0 ? -1 : 0)];
    }

    function filter(only) {
      put();
      wanted = only;
      for (const [id, card] of cards) {
        card.hidden = !passes(id);
        light(id, "dim", !passes(id));
      }
      for (const mark of all(reading, "mark"))
        mark.classList.toggle("dim", !mark.dataset.annotations.split(" ").some(passes));
      for (const link of parts) link.setAttribute("aria-pressed", link.textContent === wanted);
      control("all").hidden = !wanted;
      const facts = { n: ids.filter(passes).length, total: ids.filter((id) => cards.get(id).querySelector(".finding")).length, verdict: wanted };
      status.textContent = wanted ? status.dataset.count.replace(/\{(\w+)\}/g, (_, name) => facts[name]) : status.dataset.all;
    }

    function mark(shows) {
      if (!shows) put();
      root.classList.toggle("unmarked", !shows);
      control("marks").setAttribute("aria-pressed", shows);
      control("previous").disabled = control("next").disabled = !shows;
    }

    function kept(value) {
      try {
        return value ? localStorage.setItem("sitegen-marks", value) : localStorage.getItem("sitegen-marks");
      } catch {
        return null; // A reader may forbid it.
      }
    }

    const does = {
      marks() {
        mark(off());
        kept(off() ? "off" : "on");
      },
      previous: () => go(beside(-1)),
      next: () => go(beside(1)),
      close,
      all() {
        filter("");
        parts[0].focus();
      },
    };

    // A theme that swaps pages listens on the body, and follows a link although its click was prevented.
    function take(event) {
      event.preventDefault();
      event.stopPropagation();
    }

    on(root, "click", (event) => {
      const link = event.target.closest("a, button");
      const part = event.target.closest(".result .bar rect");
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      if (link?.dataset.do) return does[link.dataset.do]();
      if (part || link?.closest(".result .tally")) {
        take(event);
        const only = part?.dataset.verdict ?? link.textContent;
        filter(only === wanted ? "" : only);
      } else if (link?.closest(".copy")) {
        take(event);
        history.replaceState(null, "", link.hash);
        navigator.clipboard?.writeText(link.href).then(() => (status.textContent = status.dataset.copied), () => {});
      } else if (idOf(link?.hash)) {
        take(event);
        from = link;
        go(idOf(link.hash));
      } else if (!link && !off() && getSelection().isCollapsed) {
        // A mark that several annotations share leads to the next of them each time.
        const found = event.target.closest(".reading mark");
        const names = found?.dataset.annotations.split(" ").filter(passes) ?? [];
        const inmost = idOf(`#${found?.getAttribute("aria-details")}`);
        go(names.includes(shown) || !names.includes(inmost) ? names[(names.indexOf(shown) + 1) % names.length] : inmost);
      }
    });

    on(document, "keydown", (event) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, select, textarea")) return;
      if (key === "Escape" && shown) close();
      else if (key === " " && parts.includes(target)) {
        event.preventDefault();
        target.click();
      } else if (!off()) {
        // A keyboard of another script has the same two keys; Caps Lock may be on.
        const letter = (/^[a-z]$/i.test(key) ? key : event.code.slice(3)).toLowerCase();
        if (letter === "j" || letter === "k") go(beside(letter === "j" ? 1 : -1));
      }
    });

    for (const type of ["pointerover", "pointerout", "focusin", "focusout"])
      on(reading, type, ({ target }) => {
        const link = target.closest(".ref, .glosses a, mark");
        const id = idOf(link?.hash ?? `#${link?.getAttribute("aria-details")}`);
        if (id && id !== shown) light(id, "active", type === "pointerover" || type === "focusin");
      });

    function follow() {
      const id = idOf(location.hash);
      if (off() && /^#(claim|mark)-/.test(location.hash)) mark(true);
      if (id) open(id);
      else if (!location.hash || location.hash.startsWith("#mark-")) put();
    }

    on(window, "popstate", follow);
    on(window, "resize", align);
    on(window, "beforeprint", put);

    const parts = all(root, ".result .tally th a");
    for (const link of parts) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-pressed", "false");
    }
    for (const link of all(reading, ".glosses a")) {
      const card = cards.get(idOf(link.hash));
      const words = (card.querySelector(".finding") ?? card.querySelector("p"))?.cloneNode(true);
      if (!words) continue;
      for (const cites of all(words, ".cites")) {
        if (cites.previousSibling) cites.previousSibling.textContent = cites.previousSibling.textContent.trimEnd();
        cites.remove();
      }
      link.append(" ", Object.assign(document.createElement("span"), { textContent: words.textContent, ...(words.lang && { lang: words.lang }), ...(words.dir && { dir: words.dir }) }));
    }
    root.classList.add("live");
    mark(kept() !== "off");
    if (document.readyState === "complete") follow();
    else on(window, "load", follow);
  }

  // Material tells of each page that it shows, the first one too; elsewhere a page is a document.
  if (window.document$) document$.subscribe(begin);
  else begin();
})();
