// The search: Pagefind's index where the site has one, and else the list of the page, narrowed.
(() => {
  const form = document.querySelector(".sitegen-search .finder");
  if (!form) return;
  const page = form.closest(".sitegen-search");
  const say = form.dataset;
  const status = page.querySelector(".answer");
  const found = page.querySelector(".found");
  const results = found.querySelector(".rows");
  const more = found.querySelector(".pager");
  const listed = page.querySelector(".listed");
  const language = document.documentElement.lang || "en";
  const number = new Intl.NumberFormat(language);
  const root = new URL(say.root, location.href);
  const parts = say.parts.split(" ").filter(Boolean);
  const boxes = [...form.querySelectorAll("[name=verdict]")];
  const selects = [...form.querySelectorAll("select")];
  const AT_ONCE = 20;
  const AROUND = 14; // words on each side of what was found

  // In scripts without spaces each character is a word, as in the index (sitegen/search/spaced.py).
  const CHARACTERS = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー";
  const LETTERS = "\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
  const UNSPACED = `[${CHARACTERS}${LETTERS}]`;
  const BOUNDARY = new RegExp(
    `(?<=\\S)(?=(?!\\p{M})${UNSPACED})|(?<=${UNSPACED}\\p{M}*)(?=[\\p{L}\\p{N}])`,
    "gu",
  );
  const IS_UNSPACED = new RegExp(`^(?:(?!\\p{M})${UNSPACED}){2,}$`, "u");
  const spaced = (text) => text.trim().replace(/\s+/g, " ").replace(BOUNDARY, " ");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  let index = null; // Pagefind, once it is there
  let loading = null;
  let counts = {};
  let asked = 0;
  let rest = [];

  // What is asked for, in the form and in the address

  const isAsked = (query) => [...query].some(([, value]) => value);

  function read() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (String(value).trim()) query.append(name, String(value).trim());
    return query;
  }

  function show(query) {
    form.elements.q.value = query.get("q") ?? "";
    const verdicts = query.getAll("verdict");
    for (const box of boxes) box.checked = verdicts.includes(box.value);
    for (const select of selects) choose(select, query.get(select.name) ?? "");
  }

  function choose(select, value) {
    if (value && ![...select.options].some((option) => option.value === value))
      select.add(new Option(value, value));
    select.value = value;
  }

  function remember(query, replace) {
    const address = isAsked(query) ? `?${query}` : location.pathname;
    if (`?${query}` === (location.search || "?")) return;
    history[replace && location.search ? "replaceState" : "pushState"](null, "", address);
  }

  // The index

  const load = () => (loading ??= begin());

  async function begin() {
    if (!parts.length || location.protocol === "file:") return;
    try {
      const [first, ...others] = parts.map((part) => new URL(part, root).href);
      const pagefind = await import(`${first}pagefind.js`);
      await pagefind.init();
      await Promise.all(others.map((part) => pagefind.mergeIndex(part)));
      counts = await pagefind.filters();
      index = pagefind;
      offer(counts);
    } catch {
      status.textContent = say.broken;
    }
  }

  function called(name, value) {
    if (name === "type") return say[value];
    if (name !== "language") return value;
    try {
      return new Intl.DisplayNames([language], { type: "language" }).of(value);
    } catch {
      return value;
    }
  }

  // Offer what there is, with how often it is found; what is chosen stays.
  function offer(numbers) {
    for (const box of boxes) {
      const count = numbers.verdict?.[box.value] ?? 0;
      box.parentElement.querySelector("small").textContent = number.format(count);
      box.parentElement.hidden = !(counts.verdict?.[box.value] || box.checked);
    }
    for (const select of selects) {
      const all = Object.keys(counts[select.name] ?? {});
      select.parentElement.hidden = all.length < 2 && !select.value;
      const chosen = select.value;
      const given = Object.entries(numbers[select.name] ?? {}).filter(
        ([value, count]) => count || value === chosen,
      );
      const order =
        select.name === "year"
          ? (a, b) => b[0].localeCompare(a[0])
          : (a, b) => b[1] - a[1] || a[0].localeCompare(b[0], language);
      const options = given
        .sort(order)
        .map(
          ([value, count]) => new Option(`${called(select.name, value)} (${number.format(count)})`, value),
        );
      select.replaceChildren(new Option(say.any, ""), ...options);
      choose(select, chosen);
    }
  }

  function words(query) {
    const text = query.get("q") ?? "";
    // Characters that follow each other are one word: look for them together, but for scripts with
    // marks of their own (Thai), in whose phrases Pagefind loses its way.
    return (IS_UNSPACED.test(text) ? `"${spaced(text)}"` : spaced(text)) || null;
  }

  function filters(query) {
    const chosen = {};
    const verdicts = query.getAll("verdict");
    if (verdicts.length) chosen.verdict = { any: verdicts };
    for (const { name } of selects) if (query.get(name)) chosen[name] = query.get(name);
    return chosen;
  }

  async function search(query) {
    const turn = ++asked;
    await load();
    if (turn !== asked) return;
    if (!index) return narrow(query);
    if (!isAsked(query)) {
      offer(counts);
      status.textContent = "";
      found.hidden = true;
      if (listed) listed.hidden = false;
      return;
    }
    const waiting = setTimeout(() => (status.textContent = say.wait), 400);
    try {
      const answer = await index.search(words(query), { filters: filters(query) });
      // How often each verdict is found among the words and the other choices, whichever are ticked.
      const { verdict, ...others } = filters(query);
      const open = verdict ? await index.search(words(query), { filters: others }) : answer;
      if (turn !== asked) return;
      offer({ ...answer.filters, verdict: open.filters.verdict });
      rest = answer.results;
      results.replaceChildren();
      await add(turn);
      if (turn !== asked) return;
      status.textContent =
        rest.length || results.children.length ? filled(say.results, answer.results.length) : say.none;
      found.hidden = !results.children.length;
      if (listed) listed.hidden = true;
    } catch {
      if (turn === asked) status.textContent = say.broken;
    } finally {
      clearTimeout(waiting);
    }
  }

  const filled = (text, count, total = 0) =>
    text.replace("{count}", number.format(count)).replace("{total}", number.format(total));

  // Results

  async function add(turn) {
    const next = rest.slice(0, AT_ONCE);
    const rows = await Promise.all(next.map(async (result) => row(await result.data())));
    if (turn !== asked) return null;
    rest = rest.slice(AT_ONCE);
    results.append(...rows);
    more.hidden = !rest.length;
    return rows[0];
  }

  function element(tag, kind, ...inside) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    made.append(...inside);
    return made;
  }

  // Some of the words, those that were found marked. Where blanks were put between characters, none is.
  const MET = new RegExp(
    `[${CHARACTERS}][\\u3000-\\u303f\\uff00-\\uffef]* (?=[\\p{L}\\p{N}])|[\\p{L}\\p{N}] (?=[${CHARACTERS}])|[${LETTERS}]\\p{M}* (?=[${LETTERS}])`,
    "u",
  );
  function marked(all, from, to, places) {
    const made = document.createDocumentFragment();
    for (let at = from; at < to; at++) {
      if (at > from && !MET.test(`${all[at - 1].slice(-4)} ${all[at]}`)) made.append(" ");
      made.append(places.has(at) ? element("mark", "", all[at]) : all[at]);
    }
    return made;
  }

  // The title of a claim's article may be where a word was found; Pagefind does not say which one.
  function named(title) {
    const wanted = plain(form.elements.q.value)
      .split(/\s+/)
      .filter((word) => word.length > 2);
    const isWanted = (word) => wanted.some((each) => plain(word).includes(each));
    return title.split(/(\s+)/).map((word) => (isWanted(word) ? element("mark", "", word) : word));
  }

  function row(data) {
    const { meta, filters: given, content } = data;
    const all = content.split(/\s+/);
    const places = new Set(data.locations);
    const [title, finding] = meta.at.split(" ").map(Number);
    const isText = given.type?.[0] === "text";
    const link = element("a", "", marked(all, 0, title, places));
    // Without the host: with it, styles would take the link for one that leads elsewhere.
    const to = new URL(data.raw_url ?? data.url, root);
    link.href = to.pathname + to.search + to.hash;
    link.dir = "auto";
    if (isText && given.language) link.lang = given.language[0];
    const body = element("div", "", element("p", "row-claim", link));
    if (finding) {
      body.append(element("p", "row-finding", marked(all, title, title + finding, places)));
      body.lastChild.dir = "auto";
    }
    const inside = [...places].filter((at) => at >= title + finding).sort((a, b) => a - b)[0];
    if (inside !== undefined) {
      const from = Math.max(title + finding, inside - AROUND);
      const to = Math.min(all.length, inside + AROUND);
      const quote = element(
        "p",
        "row-quote",
        from > title + finding ? "… " : "",
        marked(all, from, to, places),
        to < all.length ? " …" : "",
      );
      quote.dir = "auto";
      if (isText && given.language) quote.lang = given.language[0];
      body.append(quote);
    }
    const where = element("p", "row-where");
    const from = meta.in ?? meta.from;
    if (from) where.append(element("bdi", "", ...named(from)));
    if (meta.date) {
      const time = element(
        "time",
        "",
        new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
          dateStyle: "long",
          timeZone: "UTC",
        }).format(new Date(meta.date)),
      );
      time.dateTime = meta.date;
      where.append(from ? " · " : "", time);
    }
    body.append(where);
    const key = boxes.find((box) => box.value === meta.verdict)?.parentElement.querySelector(".key");
    const verdict = element("p", "row-verdict");
    if (isText) verdict.append(element("span", "", say.fact), meta.verdict ? " · " : "");
    if (meta.verdict)
      verdict.append(
        element("span", key ? key.className.replace("key", "verdict") : "verdict", meta.verdict),
      );
    return element("li", "row", verdict, body);
  }

  // Without an index: the list of the page

  function narrow(query) {
    const wanted = plain(query.get("q") ?? "")
      .split(/\s+/)
      .filter(Boolean);
    const verdicts = query.getAll("verdict");
    const rows = [...(listed?.querySelectorAll(".row") ?? [])];
    let shown = 0;
    for (const each of rows) {
      const text = plain(each.textContent);
      const verdict = each.querySelector(".verdict")?.textContent ?? "";
      each.hidden = !(
        wanted.every((word) => text.includes(word)) &&
        (!verdicts.length || verdicts.includes(verdict))
      );
      shown += !each.hidden;
    }
    const shownOf = filled(say.shown, shown, rows.length);
    status.textContent = isAsked(query) ? (shown ? shownOf : say.none) : "";
  }

  // What readers do

  let timer = 0;
  function ask(replace) {
    clearTimeout(timer);
    const query = read();
    remember(query, replace);
    return search(query);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(false);
  });
  form.elements.q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(true), 250);
  });
  form.addEventListener("change", (event) => event.target.name !== "q" && ask(false));
  form.addEventListener("reset", () =>
    setTimeout(() => {
      show(new URLSearchParams());
      ask(false);
      form.elements.q.focus();
    }),
  );
  more.querySelector("button").addEventListener("click", async () => {
    const first = await add(asked);
    first?.querySelector("a").focus();
  });
  addEventListener("popstate", function back() {
    // A theme of MkDocs may have put another page into the document.
    if (!form.isConnected) return removeEventListener("popstate", back);
    show(new URLSearchParams(location.search));
    search(read());
  });
  show(new URLSearchParams(location.search));
  form.hidden = false;
  if (isAsked(read())) search(read());
  else form.addEventListener("focusin", load, { once: true });
})();
