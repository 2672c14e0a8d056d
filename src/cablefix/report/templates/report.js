"use strict";
// The review of a report.  It reads inert JSON, writes text as text, and asks for nothing.
(() => {
  const PART = "\x1f";
  const AT_ONCE = 1000; // so many decisions are written between two frames
  const BASELINE = "baseline"; // the reviewer of what cablefix baseline accepts
  const DECISIONS = ["accept", "reject", "edit", "unsure"];
  const SAID = {
    accept: "accepted", reject: "rejected", edit: "edited", unsure: "unsure",
    conflict: "reviewers disagree",
  };
  // what no font draws, though Unicode calls it a letter or a mark
  const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/u;
  const FILTERS = ["text", "pass", "kind", "decision", "from", "to", "post", "since", "until"];

  let corpus, docs, rows, titled, shown = [], order = { by: "", falls: false };
  let mine = new Map(), others = new Map(), undone = [];
  let states = new Map(); // decision of a key's number, and of a change everywhere
  let numbered = new Map(); // key of a number that was decided on
  let doc = null, at = -1, scope = "one", indexHash = "#", step = "all";
  let reviewer = "", saving = 0, isKept = true;
  let side = false, brief = false, isEditing = false;

  document.documentElement.classList.add("js");
  document.addEventListener("DOMContentLoaded", start);

  const $ = (id) => document.getElementById(id);

  function make(tag, about = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(about)) {
      if (value === false || value === null) continue;
      if (name === "class") element.className = value;
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  }

  // ---- documents and their findings -------------------------------------------------------

  function start() {
    corpus = JSON.parse($("corpus").textContent);
    titled = document.title;
    const [table] = document.querySelectorAll("#table tbody");
    rows = table ? [...table.rows] : [];
    docs = corpus.documents.map(([href, name, post, date, subject, quality, facts], i) => ({
      i, href, name, post, date, subject, quality, facts, row: rows[i], read: null,
      article: href.startsWith("#") ? $(href.slice(1)) : null,
    }));
    corpus.everywhere = corpus.changes.map(([kind, pass, exact, after]) =>
      everywhereKey(kind, pass, exact, after));
    restore();
    const posts = [...new Set(docs.map((d) => d.post))].filter(Boolean).sort();
    const filters = $("filters");
    if (filters) filters.elements.post.append(...posts.map((p) => make("option", {}, p)));
    for (const th of document.querySelectorAll("th[data-sort], th[data-filter]")) {
      const button = make("button", { type: "button" });
      button.append(th.firstChild);
      th.prepend(button);
    }
    listen();
    recount();
    route();
  }

  function read(d) {
    if (d.read) return d.read;
    const { source, passes, reasons, found } = JSON.parse(
      d.article.querySelector('script[type="application/json"]').textContent);
    const isPlain = !/[\ud800-\udfff]/.test(source);
    d.read = { source, findings: found.map(
      ([label, pass, start, end, after, confidence, why, flag, candidates, place, context], i) => {
        const kind = label.startsWith("r") ? "repair" : "flag";
        const exact = source.slice(start, end);
        const prefix = before(source, start, context, isPlain);
        const suffix = behind(source, end, context, isPlain);
        return {
          i, label, kind, pass: passes[pass], start, end, exact, prefix, suffix, after, confidence,
          why: reasons[why], flag, candidates, place,
          key: [kind, passes[pass], exact, prefix, suffix].join(PART),
          everywhere: everywhereKey(kind, passes[pass], exact, after),
        };
      }) };
    return d.read;
  }

  // so many characters; one beyond the first 65,536 is two of a browser's
  function before(source, start, size, isPlain) {
    if (isPlain) return source.slice(Math.max(0, start - size), start);
    return [...source.slice(Math.max(0, start - 2 * size), start)].slice(-size).join("");
  }

  function behind(source, end, size, isPlain) {
    if (isPlain) return source.slice(end, end + size);
    return [...source.slice(end, end + 2 * size)].slice(0, size).join("");
  }

  function everywhereKey(kind, pass, exact, after) {
    return ["everywhere", kind, pass, exact, after].join(PART);
  }

  // the same checksum as zlib.crc32 of the key in UTF-16, which the index has
  const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });

  function checksum(text) {
    let c = 0xffffffff;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      c = TABLE[(c ^ unit) & 255] ^ (c >>> 8);
      c = TABLE[(c ^ (unit >> 8)) & 255] ^ (c >>> 8);
    }
    return (c ^ 0xffffffff) >>> 0;
  }

  // ---- decisions --------------------------------------------------------------------------

  function keyOf(line) {
    return line.scope === "everywhere"
      ? everywhereKey(line.kind, line.pass, line.exact, line.after)
      : [line.kind, line.pass, line.exact, line.prefix, line.suffix].join(PART);
  }

  function linesOf(key) {
    const own = mine.get(key);
    return [...(own ? [own] : []), ...(others.get(key)?.values() ?? [])];
  }

  // the text that shall stand: reviewers who would have another one disagree
  function outcome(line) {
    if (line.decision === "edit") return line.text;
    return line.decision === "accept" && line.kind === "repair" ? line.after : line.exact;
  }

  // one who is unsure disagrees with nobody, and a baseline is nobody's decision
  function stateOf(key) {
    const lines = linesOf(key);
    const said = lines.filter((l) => l.reviewer !== BASELINE);
    const people = said.length ? said : lines;
    const sure = people.filter((l) => l.decision !== "unsure");
    if (new Set(sure.map(outcome)).size > 1) return "conflict";
    return (sure[0] ?? people[0])?.decision ?? "";
  }

  // what is said of one place goes before what is said everywhere; but the baseline is nobody's
  // decision, and where one is unsure another one decides
  function yields(key, everywhere) {
    const named = (k) => linesOf(k).map((l) => ({ ...l, reviewer: mine.get(k) === l ? reviewer : l.reviewer }));
    const wide = named(everywhere).filter((l) => l.reviewer !== BASELINE);
    const people = named(key).filter((l) => l.reviewer !== BASELINE);
    if (!people.length) return wide.length > 0;
    const one = people.reduce((a, b) => (b.time < a.time ? a : b));
    return people.every((l) => l.decision === "unsure")
      && wide.some((l) => l.decision !== "unsure" && l.reviewer !== one.reviewer);
  }

  function decidingKey(key, everywhere) {
    return !stateOf(key) || (stateOf(everywhere) && yields(key, everywhere)) ? everywhere : key;
  }

  function stateOfFinding(f) {
    return stateOf(decidingKey(f.key, f.everywhere));
  }

  function note(key) {
    const number = key.startsWith("everywhere" + PART) ? key : checksum(key);
    const state = stateOf(key);
    if (state) states.set(number, state);
    else states.delete(number);
    numbered.set(number, key);
  }

  function put(key, line) {
    if (line) mine.set(key, line);
    else mine.delete(key);
    note(key);
  }

  function decide(decision, wanted = scope, text = null) {
    const f = doc?.read.findings[at];
    if (!f) return;
    const same = wanted === "pass" ? doc.read.findings.filter((g) => g.pass === f.pass && g.kind === f.kind) : [f];
    const isEverywhere = wanted === "everywhere";
    const comment = $("note")?.value.trim();
    const before = [];
    for (const g of same) {
      const key = isEverywhere ? g.everywhere : g.key;
      const line = {
        version: 1, decision, kind: g.kind, pass: g.pass, exact: g.exact,
        prefix: isEverywhere ? "" : g.prefix, suffix: isEverywhere ? "" : g.suffix, after: g.after,
        scope: isEverywhere ? "everywhere" : "here", document: doc.name, time: new Date().toISOString(),
      };
      if (decision === "edit") line.text = text;
      if (comment) line.note = comment;
      before.push([key, mine.get(key)]);
      put(key, line);
      // what is said of the change everywhere goes for this place too
      if (isEverywhere && mine.has(g.key)) {
        before.push([g.key, mine.get(g.key)]);
        put(g.key, null);
      }
    }
    undone.push({ before, doc: doc.i, at });
    changed();
    scope = "one";
    isEditing = false;
    move(1);
  }

  function takeBack() {
    const last = undone.pop();
    if (!last) return say("There is nothing to take back.");
    // several flags of a pass on one place have one key: the first of them knows what was before
    for (const [key, line] of last.before.reverse()) put(key, line);
    changed();
    if (doc && doc.i === last.doc) select(last.at);
    say("Taken back.");
  }

  function changed() {
    save();
    recount();
    if (doc) mark();
  }

  // at once; soon, where there are so many that writing them takes its time
  function save() {
    clearTimeout(saving);
    saving = setTimeout(keepNow, 250);
    if (mine.size < AT_ONCE) keepNow();
  }

  function keepNow() {
    if (!saving) return;
    clearTimeout(saving);
    saving = 0;
    try {
      localStorage.setItem(`cablefix ${corpus.id}`, [...every()].map((l) => JSON.stringify(l)).join("\n"));
      localStorage.setItem("cablefix reviewer", reviewer);
      isKept = true;
    } catch {
      isKept = false;
      say("This browser cannot keep the decisions: download them before you close the page.", true);
    }
  }

  // what another one decided stays theirs; what nobody signed yet is the first one's who gives a name
  function nameReviewer() {
    const name = $("reviewer").value.trim();
    if (name === reviewer) return;
    const lines = [...every()];
    reviewer = name;
    take(lines);
    save();
    changed();
  }

  function restore() {
    let lines = [];
    try {
      reviewer = localStorage.getItem("cablefix reviewer") ?? "";
      $("with-keys").checked = localStorage.getItem("cablefix keys") !== "off";
      const kept = localStorage.getItem(`cablefix ${corpus.id}`);
      lines = kept ? kept.split("\n").map((l) => JSON.parse(l)) : [];
    } catch {
      isKept = false;
      say("This browser cannot keep decisions: download them before you close the page.", true);
    }
    $("reviewer").value = reviewer;
    take(lines);
  }

  function take(lines) {
    mine = new Map();
    others = new Map();
    states = new Map();
    numbered = new Map();
    undone = [];
    for (const line of lines) accept(line);
  }

  // a line of this reviewer, or of another one
  function accept(line) {
    const key = keyOf(line);
    const by = line.reviewer ?? "";
    if (!by || by === reviewer) {
      if (!mine.has(key) || mine.get(key).time <= line.time) mine.set(key, line);
    } else {
      if (!others.has(key)) others.set(key, new Map());
      const known = others.get(key).get(by);
      if (!known || known.time <= line.time) others.get(key).set(by, line);
    }
    note(key);
    return key;
  }

  function* every() {
    for (const line of mine.values()) yield { ...line, reviewer };
    for (const by of others.values()) yield* by.values();
  }

  function download() {
    nameReviewer();
    if (!reviewer) {
      $("reviewer").focus();
      return say("Who are you? Decisions are signed: give your name, then download again.", true);
    }
    const text = [...every()].map((line) => JSON.stringify(line) + "\n").join("");
    if (!text) return say("There are no decisions yet.");
    const address = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
    const link = make("a", { href: address, download: "decisions.jsonl" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    isKept = true;
    say(`${counted(text.split("\n").length - 1, "decision")} in decisions.jsonl.`);
  }

  async function load(files) {
    const here = new Set(corpus.everywhere);
    for (const d of docs) for (let i = 3; i < d.facts.length; i += 4) here.add(d.facts[i]);
    let count = 0, strange = 0;
    const broken = [];
    for (const file of files) {
      const lines = (await file.text()).split("\n");
      lines.forEach((text, i) => {
        if (!text.trim()) return;
        const line = parsed(text);
        if (!line) return broken.push(`line ${i + 1} of ${file.name}`);
        const key = accept(line);
        count += 1;
        if (!here.has(line.scope === "everywhere" ? key : checksum(key))) strange += 1;
      });
    }
    undone = [];
    changed();
    const said = [`${counted(count, "decision")} loaded.`];
    if (strange) said.push(`${strange} of them match nothing here; they are kept.`);
    const disputed = [...states.values()].filter((state) => state === "conflict").length;
    if (disputed) said.push(`Reviewers disagree on ${counted(disputed, "finding")}.`);
    if (broken.length) said.push(`No decisions, left out: ${broken.slice(0, 5).join(", ")}${broken.length > 5 ? " and others" : ""}.`);
    say(said.join(" "), broken.length + disputed > 0);
  }

  function parsed(text) {
    let line;
    try {
      line = JSON.parse(text);
    } catch {
      return null;
    }
    if (!line || line.version !== 1) return null;
    line = { scope: "here", prefix: "", suffix: "", after: "", document: "", reviewer: "", time: "", ...line };
    const isLine = DECISIONS.includes(line.decision) && ["repair", "flag"].includes(line.kind)
      && ["here", "everywhere"].includes(line.scope) && (line.decision !== "edit" || "text" in line)
      && ["pass", "exact"].every((name) => name in line)
      && ["pass", "exact", "prefix", "suffix", "after", "text", "document", "reviewer", "time", "note"]
        .every((name) => line[name] === undefined || typeof line[name] === "string");
    return isLine ? line : null;
  }

  // ---- the index --------------------------------------------------------------------------

  function stateOfFact(facts, i) {
    const everywhere = corpus.everywhere[facts[i]];
    const [here, wide] = [states.get(facts[i + 3]) ?? "", states.get(everywhere) ?? ""];
    return here && wide && yields(numbered.get(facts[i + 3]), everywhere) ? wide : here || wide;
  }

  function recount() {
    let total = 0, decided = 0;
    for (const d of docs) {
      d.decided = 0;
      for (let i = 0; i < d.facts.length; i += 4) if (stateOfFact(d.facts, i)) d.decided += 1;
      const count = d.facts.length / 4;
      total += count;
      decided += d.decided;
      if (d.row) d.row.lastElementChild.textContent = count ? `${d.decided} of ${count}` : "–";
    }
    $("progress").max = Math.max(1, total);
    $("progress").value = decided;
    $("decided").textContent = `${decided.toLocaleString("en")} of ${total.toLocaleString("en")} decided`;
  }

  function wanted() {
    const { elements } = $("filters");
    return Object.fromEntries(FILTERS.map((name) => [name, elements[name].value.trim()]));
  }

  // whether a document has a finding that is all that was asked for, and is itself what was asked for
  function isWanted(d, w) {
    if (w.post && d.post !== w.post) return false;
    if ((w.since || w.until) && !d.date) return false;
    if (w.since && d.date.slice(0, 10) < w.since) return false;
    if (w.until && d.date.slice(0, 10) > w.until) return false;
    if (w.text && !holds(d, w.text.toLowerCase())) return false;
    if (!(w.pass || w.kind || w.decision || w.from || w.to)) return true;
    const low = w.from ? Math.round(w.from * 1000) : -1;
    const high = w.to ? Math.round(w.to * 1000) : 1000;
    for (let i = 0; i < d.facts.length; i += 4) {
      const [kind, pass] = corpus.changes[d.facts[i]];
      const sure = d.facts[i + 1];
      if (w.pass && !pass.split("+").includes(w.pass)) continue;
      if ((w.from || w.to) && (sure < Math.max(0, low) || sure > high)) continue;
      if (w.kind && w.kind !== "some" && w.kind !== kind && w.kind !== corpus.kinds[d.facts[i + 2]]) continue;
      const state = stateOfFact(d.facts, i);
      if (w.decision === "none" ? state : w.decision === "some" ? !state : w.decision && state !== w.decision) continue;
      return true;
    }
    return false;
  }

  function holds(d, text) {
    d.words ??= [d.name, d.post, d.subject].join("\n").toLowerCase();
    if (d.words.includes(text)) return true;
    if (d.article) return read(d).source.toLowerCase().includes(text) || changesHold(d, text);
    return changesHold(d, text);
  }

  function changesHold(d, text) {
    for (let i = 0; i < d.facts.length; i += 4) {
      const [, , exact, after] = corpus.changes[d.facts[i]];
      if (exact.toLowerCase().includes(text) || after.toLowerCase().includes(text)) return true;
    }
    return false;
  }

  function value(d, by) {
    if (by === "repairs" || by === "flags") {
      let count = 0;
      for (let i = 2; i < d.facts.length; i += 4) count += (d.facts[i] === 0) === (by === "repairs");
      return count;
    }
    return d[by];
  }

  function list() {
    if (!$("filters")) return;
    const w = wanted();
    shown = docs.filter((d) => isWanted(d, w));
    if (order.by) {
      const values = new Map(shown.map((d) => [d, value(d, order.by)]));
      shown.sort((a, b) => {
        const [x, y] = [values.get(a), values.get(b)];
        return ((x > y) - (x < y) || 0) * (order.falls ? -1 : 1) || a.i - b.i;
      });
    }
    const those = new Set(shown);
    for (const d of docs) d.row.hidden = !those.has(d);
    if (order.isNew) {
      document.querySelector("#table tbody").append(...(order.by ? shown : docs).map((d) => d.row));
      order.isNew = false;
    }
    for (const th of document.querySelectorAll("th[data-sort]")) {
      if (th.dataset.sort === order.by) th.setAttribute("aria-sort", order.falls ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
    $("shown").textContent = shown.length === docs.length
      ? counted(docs.length, "document") : `${shown.length} of ${counted(docs.length, "document")}`;
  }

  // the view as the part of the address behind "#?"
  function viewHash() {
    const params = new URLSearchParams(Object.entries(wanted()).filter(([, v]) => v));
    if (order.by) params.set("sort", (order.falls ? "-" : "") + order.by);
    return params.size ? `#?${params}` : "#";
  }

  function keepView() {
    order.isNew = true;
    list();
    indexHash = viewHash();
    history.replaceState(null, "", indexHash);
  }

  // ---- one document -----------------------------------------------------------------------

  function route() {
    const { hash } = location;
    const m = /^#d(\d+)(?:-([rf]\d+)(t?))?/.exec(hash);
    const d = m && docs.find((each) => each.article && each.article.id === `d${m[1]}`);
    if (d) return show(d, m[2]);
    doc?.article.classList.remove("shown");
    document.documentElement.classList.remove("reading-one");
    const was = doc;
    doc = null;
    if (!$("filters")) return;
    if (hash.startsWith("#?")) {
      const params = new URLSearchParams(hash.slice(2));
      for (const name of FILTERS) $("filters").elements[name].value = params.get(name) ?? "";
      const sort = params.get("sort") ?? "";
      order = { by: sort.replace(/^-/, ""), falls: sort.startsWith("-"), isNew: true };
      indexHash = hash;
    }
    list();
    if (was) {
      was.row?.querySelector("a").focus({ preventScroll: true });
      was.row?.scrollIntoView({ block: "center", behavior: "instant" });
    }
    title("");
    skipTo("#documents", "Skip to the documents");
  }

  function skipTo(href, text) {
    const skip = document.querySelector(".skip");
    skip.href = href;
    skip.textContent = text;
  }

  function title(name) {
    document.title = name ? `${name} · ${titled}` : titled;
  }

  // the text of a document becomes a part of the page when it is first looked at
  function open(d) {
    if (d.places) return;
    read(d);
    const { article } = d;
    const closed = article.querySelector("noscript");
    const body = make("div");
    body.innerHTML = closed.textContent; // of our own making: all text in it is escaped
    closed.replaceWith(body);
    article.classList.add("ready");
    d.places = new Map();
    for (const element of article.querySelectorAll("[data-n]")) {
      // without the script they are links; with it keys go through them
      element.removeAttribute("href");
      const { n } = element.dataset;
      if (!d.places.has(n)) d.places.set(n, []);
      d.places.get(n).push(element);
    }
    // the browser itself would go to the list below the text
    for (const item of article.querySelectorAll(".list li")) item.removeAttribute("id");
    d.inspector = make("aside", {
      class: "inspector", "aria-label": "The finding", "aria-live": "polite",
    });
    article.querySelector(".reading").append(d.inspector);
    article.querySelector(".reading").before(tools());
  }

  function tools() {
    const group = make("div", { class: "group", role: "group", "aria-label": "How the texts stand" },
      make("button", { type: "button", "data-do": "inline" }, "Inline"),
      make("button", { type: "button", "data-do": "side" }, "Side by side"));
    const steps = make("select", { class: "steps" },
      ...[["all", "all findings"], ["open", "undecided"], ["repair", "repairs"], ["flag", "flags"]]
        .map(([v, t]) => make("option", { value: v }, t)));
    return make("div", { class: "tools" }, group,
      make("label", {}, make("input", { type: "checkbox", class: "brief-box" }), " only paragraphs with findings"),
      make("label", {}, "Go through ", steps),
      make("span", { class: "neighbours" },
        make("button", { type: "button", "data-do": "before", title: "Previous document ([)" }, "← Previous"),
        make("button", { type: "button", "data-do": "after", title: "Next document (])" }, "Next →")));
  }

  function show(d, label) {
    const isNew = doc !== d;
    if (doc && isNew) doc.article.classList.remove("shown");
    doc = d;
    open(d);
    d.article.classList.add("shown");
    document.documentElement.classList.add("reading-one");
    if (isNew) {
      skipTo(`#${d.article.id}-name`, "Skip to the document");
      at = -1;
      isEditing = false;
      scope = "one";
      title(d.name);
      arrange();
      window.scrollTo({ top: 0, behavior: "instant" });
      d.article.querySelector("h2").focus({ preventScroll: true });
    }
    mark();
    const i = label ? d.read.findings.findIndex((f) => f.label === label) : -1;
    if (i >= 0) select(i);
    else inspect();
  }

  function arrange() {
    const { article } = doc;
    if (side) parted(article);
    article.classList.toggle("side", side);
    article.classList.toggle("brief", brief);
    article.querySelector(".brief-box").checked = brief;
    article.querySelector(".steps").value = step;
    for (const [name, is] of [["inline", !side], ["side", side]]) {
      article.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", String(is));
    }
  }

  // the column of the source, beside the repaired text
  function parted(article) {
    if (article.querySelector(".text.source")) return;
    for (const text of article.querySelectorAll(".block > .text")) {
      const source = text.cloneNode(true);
      source.classList.add("source");
      for (const element of source.querySelectorAll("[id]")) element.removeAttribute("id");
      for (const element of source.querySelectorAll("[data-n]")) doc.places.get(element.dataset.n).push(element);
      text.before(source);
    }
    mark();
  }

  // what was decided, drawn beside each finding
  function mark() {
    for (const f of doc.read.findings) {
      const state = stateOfFinding(f);
      if ((f.drawn ?? "") === state) continue;
      f.drawn = state;
      for (const element of doc.places.get(f.label) ?? []) {
        if (element.matches("mark")) continue;
        if (state) element.dataset.state = state;
        else delete element.dataset.state;
      }
    }
    inspect();
  }

  function select(i) {
    const old = doc.read.findings[at];
    for (const element of (old && doc.places.get(old.label)) ?? []) element.classList.remove("now");
    if (i !== at) {
      isEditing = false;
      scope = "one";
    }
    at = i;
    const f = doc.read.findings[at];
    const places = doc.places.get(f.label) ?? [];
    for (const element of places) element.classList.add("now");
    const seen = places.find((e) => e.getClientRects().length) ?? places[0];
    seen?.scrollIntoView({ block: "center", behavior: "instant" });
    const map = doc.article.querySelector(".map");
    if (map) {
      map.querySelector(".now")?.remove();
      const box = document.createElementNS(map.namespaceURI, "rect");
      const height = map.viewBox.baseVal.height;
      for (const [name, v] of Object.entries({
        class: "now", x: 0, width: 10, height: 8,
        y: Math.max(0, (height * f.start) / Math.max(1, doc.read.source.length) - 3),
      })) box.setAttribute(name, v);
      map.append(box);
    }
    inspect();
  }

  function move(by) {
    const { findings } = doc.read;
    let i = at < 0 && by < 0 ? findings.length : at;
    do i += by;
    while (findings[i] && !isStep(findings[i]));
    if (findings[i]) return select(i);
    say(by > 0 ? "That was the last one here; ] goes to the next document." : "That was the first one here.");
    inspect();
  }

  function isStep(f) {
    return step === "all" || f.kind === step || (step === "open" && !stateOfFinding(f));
  }

  // the card of the finding that is looked at
  function inspect() {
    const { inspector } = doc;
    const { findings } = doc.read;
    const f = findings[at];
    if (!f) {
      inspector.replaceChildren(
        make("h3", {}, findings.length ? counted(findings.length, "finding") : "Nothing found"),
        make("p", {}, ...(findings.length
          ? ["Press ", make("kbd", {}, "j"), " for the first, or choose one in the text. "]
          : ["This document has no repairs and no flags."])),
        ...(findings.length ? [make("button", { type: "button", "data-do": "next" }, "First finding")] : []));
      return;
    }
    const state = stateOfFinding(f);
    const number = f.label.slice(1);
    const lines = linesOf(decidingKey(f.key, f.everywhere));
    const facts = [["Pass", f.pass]];
    if (f.flag) facts.unshift(["Flag", f.flag]);
    if (f.confidence !== null) facts.push(["Confidence", shownConfidence(f.confidence)]);
    facts.push(["Line", f.place], ["Characters", `${f.start} to ${f.end}`]);
    const content = [
      make("h3", {}, f.kind === "repair" ? `Repair ${number}` : `Flag ${number}`,
        make("span", { class: "state" }, state ? SAID[state] : `${at + 1} of ${findings.length}`)),
    ];
    if (f.kind === "repair") {
      content.push(
        inLine("Before", f, f.exact ? make("del", {}, ...drawn(f.exact, true)) : nothing()),
        inLine("After", f, f.after ? make("ins", {}, ...drawn(f.after, true)) : nothing()));
    } else content.push(inLine("", f, make("mark", {}, ...drawn(f.exact, true))));
    content.push(make("p", { class: "why" }, ...drawn(f.why)),
      make("dl", {}, ...facts.flatMap(([k, v]) => [make("dt", {}, k), make("dd", {}, v)])));
    if (f.candidates.length) {
      content.push(make("p", { class: "why" }, "Perhaps:"), make("ul", { class: "readings" },
        ...f.candidates.map((c, i) => make("li", {},
          make("button", { type: "button", "data-do": "reading", "data-reading": i, title: "This is what stands there" },
            ...(c ? drawn(c, true) : [nothing()]))))));
    }
    for (const line of lines) {
      const who = mine.has(keyOf(line)) && mine.get(keyOf(line)) === line ? "You" : line.reviewer;
      const said = line.decision === "edit" ? [": ", make("q", { class: "words" }, ...drawn(line.text, true))] : [];
      content.push(make("p", { class: "why" }, `${who}: ${SAID[line.decision]}`, ...said,
        line.scope === "everywhere" ? ", everywhere" : "", line.note ? ` (${line.note})` : ""));
    }
    const own = mine.get(f.key) ?? mine.get(f.everywhere);
    if (isEditing) content.push(editor(f, own));
    else content.push(choices(f), make("div", { class: "actions" },
      ...[["accept", "Accept", "a"], ["reject", "Reject", "r"], ["edit", "Edit", "e"], ["unsure", "Unsure", "s"]]
        .map(([name, text, key]) => make("button", {
          type: "button", "data-do": name, "aria-pressed": String(state === name),
        }, `${text} `, make("kbd", {}, key)))));
    content.push(make("input", {
      class: "note", id: "note", placeholder: "Note (optional)", "aria-label": "Note", value: own?.note ?? "",
    }));
    const active = inspector.contains(document.activeElement) ? document.activeElement : null;
    // what is being written outlasts what happens beside it, such as a decision in another window
    const written = [...inspector.querySelectorAll("#edit, #note")].filter((e) => e.value !== e.defaultValue);
    const isSame = inspector.dataset.of === f.label;
    inspector.replaceChildren(...content);
    inspector.dataset.of = f.label;
    for (const { id, value } of isSame ? written : []) if ($(id)) $(id).value = value;
    if (active?.id) $(active.id)?.focus();
    else if (active?.dataset.do) inspector.querySelector(`[data-do="${active.dataset.do}"]`)?.focus();
  }

  // a finding with what stands beside it in its line
  function inLine(side, f, element) {
    const left = f.prefix.slice(f.prefix.lastIndexOf("\n") + 1);
    const [right] = f.suffix.split("\n", 1);
    return make("p", { class: "line" }, ...(side ? [make("small", {}, side)] : []),
      make("span", { class: "words", dir: "auto" },
        make("span", { class: "beside" }, ...drawn(left)), element, make("span", { class: "beside" }, ...drawn(right))));
  }

  function choices(f) {
    const inDoc = doc.read.findings.filter((g) => g.pass === f.pass && g.kind === f.kind).length;
    const change = corpus.everywhere.indexOf(f.everywhere);
    let times = 0, places = 0;
    for (const d of docs) {
      let here = 0;
      for (let i = 0; i < d.facts.length; i += 4) here += d.facts[i] === change;
      times += here;
      places += here > 0;
    }
    const radio = (name, text) => make("label", {},
      make("input", { type: "radio", name: "scope", value: name, checked: scope === name }), ` ${text}`);
    const wider = [];
    if (inDoc > 1) wider.push(radio("pass", `all ${inDoc} of this pass in this document`));
    if (times > 1) wider.push(radio("everywhere", `this change everywhere: ${times} in ${counted(places, "document")}`));
    return wider.length ? make("fieldset", {}, make("legend", {}, "Decide on"), radio("one", "this one"), ...wider) : "";
  }

  function editor(f, own) {
    const text = own?.decision === "edit" ? own.text : f.kind === "repair" ? f.after : f.candidates[0] ?? f.exact;
    const area = make("textarea", { id: "edit", rows: 3, "aria-label": "What shall stand there" }, text);
    return make("div", {}, make("label", { for: "edit" }, `What shall stand there${scope === "everywhere" ? ", everywhere" : ""}`), area,
      make("div", { class: "actions" },
        make("button", { type: "button", "data-do": "keep" }, "Keep ", make("kbd", {}, "Enter")),
        make("button", { type: "button", "data-do": "cancel" }, "Cancel ", make("kbd", {}, "Esc"))));
  }

  function edit() {
    if (!doc?.read.findings[at]) return;
    isEditing = true;
    inspect();
    $("edit").focus();
    $("edit").select();
  }

  function keep() {
    // a pass writes different things in different places: a text of one's own goes for one change
    decide("edit", scope === "everywhere" ? "everywhere" : "one", $("edit").value);
  }

  function nothing() {
    return make("span", { class: "nothing" }, "nothing");
  }

  // text with what cannot be seen drawn, as the page has it; blanks at the ends of a change too
  function drawn(text, isChange = false) {
    if (isChange) {
      const [, before, middle, after] = /^( *)([^]*?)( *)$/.exec(text);
      const dots = (blanks) => [...blanks].map(() => make("span", { class: "sign", title: "blank" }, "·"));
      return [...dots(before), ...drawn(middle), ...dots(after)];
    }
    const parts = [];
    let plain = "";
    for (const c of text) {
      const isUnseen = UNSEEN.test(c) && c !== " ";
      if (!isUnseen) {
        plain += c;
        continue;
      }
      if (plain) parts.push(plain);
      plain = "";
      const code = `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
      const sign = c === "\n" ? "⏎" : c === "\t" ? "⇥" : code;
      parts.push(make("span", { class: "sign", title: code }, sign));
      if (c === "\n") plain = "\n";
    }
    if (plain) parts.push(plain);
    return parts;
  }

  // never rounded up: only what is certain reads 1.00
  function shownConfidence(c) {
    return (Math.floor(c * 1000 + 1e-6) / 1000).toFixed(3).replace(/0$/, "");
  }

  function counted(count, thing) {
    return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
  }

  function say(text, isTrouble = false) {
    $("said").textContent = text;
    $("said").classList.toggle("trouble", isTrouble);
  }

  function neighbour(by) {
    const among = doc && shown.includes(doc) ? shown : docs;
    const next = among[(doc ? among.indexOf(doc) : by > 0 ? -1 : among.length) + by];
    if (next) location.href = next.href;
    else if (corpus.pages[by > 0 ? "after" : "before"]) location.href = corpus.pages[by > 0 ? "after" : "before"];
    else say(by > 0 ? "That was the last document." : "That was the first document.");
  }

  function home() {
    if (corpus.pages.index) location.href = corpus.pages.index;
    else location.hash = indexHash;
  }

  // ---- what the reader does ---------------------------------------------------------------

  const ACTIONS = {
    next: () => move(1),
    inline: () => { side = false; arrange(); },
    side: () => { side = true; arrange(); },
    before: () => neighbour(-1),
    after: () => neighbour(1),
    accept: () => decide("accept"),
    reject: () => decide("reject"),
    unsure: () => decide("unsure"),
    edit,
    keep,
    cancel: () => { isEditing = false; inspect(); },
    reading: (button) => decide("edit", "one", doc.read.findings[at].candidates[button.dataset.reading]),
  };

  const KEYS = {
    j: () => doc && move(1),
    k: () => doc && move(-1),
    a: () => decide("accept"),
    r: () => decide("reject"),
    s: () => decide("unsure"),
    A: () => decide("accept", "everywhere"),
    R: () => decide("reject", "everywhere"),
    S: () => decide("unsure", "everywhere"),
    e: edit,
    z: takeBack,
    "[": () => neighbour(-1),
    "]": () => neighbour(1),
    u: home,
    "/": () => {
      if (doc && corpus.pages.index === undefined) home();
      setTimeout(() => $("filters")?.elements.text.focus());
    },
    "?": () => $("help").showModal(),
  };

  function listen() {
    addEventListener("hashchange", route);
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    document.addEventListener("change", onChange);
    for (const when of ["input", "change"]) $("filters")?.addEventListener(when, keepView);
    $("filters")?.addEventListener("submit", (event) => event.preventDefault());
    $("filters")?.addEventListener("reset", () => setTimeout(() => { order = { by: "", falls: false }; keepView(); }));
    $("home").addEventListener("click", (event) => { event.preventDefault(); home(); });
    $("download").addEventListener("click", download);
    $("load").addEventListener("click", () => $("file").click());
    $("keys").addEventListener("click", () => $("help").showModal());
    $("reviewer").addEventListener("change", nameReviewer);
    addEventListener("pagehide", keepNow);
    addEventListener("beforeunload", (event) => {
      keepNow();
      if (!isKept && mine.size) event.preventDefault();
    });
    // the same report in another window
    addEventListener("storage", (event) => {
      if (event.key !== `cablefix ${corpus.id}`) return;
      restore();
      recount();
      if (doc) mark();
    });
    addEventListener("beforeprint", () => { if (!doc) for (const d of shown) if (d.article) open(d); });
  }

  function onKey(event) {
    const { target, key } = event;
    if (target.id === "edit" && key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      return keep();
    }
    if (target.id === "edit" && key === "Escape") return ACTIONS.cancel();
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open || !$("with-keys").checked) return;
    if (target.matches("input:not([type=checkbox], [type=radio]), select, textarea")) {
      if (key === "Escape") target.blur();
      return;
    }
    if (KEYS[key]) {
      event.preventDefault();
      say("");
      KEYS[key]();
    }
  }

  function onClick(event) {
    const { target } = event;
    const button = target.closest("[data-do]");
    if (button) {
      say("");
      return ACTIONS[button.dataset.do](button);
    }
    const th = target.closest("button")?.closest("th");
    if (th?.dataset.sort) {
      const by = th.dataset.sort;
      // figures begin with the largest, words with A
      const first = ["repairs", "flags", "decided"].includes(by);
      order = order.by === by ? { by, falls: !order.falls } : { by, falls: first };
      return keepView();
    }
    if (th?.dataset.filter) return filterBy(th.dataset.filter, th.dataset.value);
    if (!doc) return;
    const map = target.closest(".map");
    if (map) {
      const box = map.getBoundingClientRect();
      const where = ((event.clientY - box.top) / box.height) * doc.read.source.length;
      const nearest = doc.read.findings.reduce((best, f) =>
        Math.abs(f.start - where) < Math.abs(best.start - where) ? f : best, doc.read.findings[0]);
      return select(nearest.i);
    }
    const place = target.closest(".text [data-n]");
    if (place) {
      event.preventDefault();
      select(doc.read.findings.findIndex((f) => f.label === place.dataset.n));
    }
  }

  function filterBy(name, text) {
    const { elements } = $("filters");
    if (name === "confidence") {
      const [from, to] = text.split(" to ");
      elements.from.value = from;
      elements.to.value = to ? (Number(to) - 0.001).toFixed(3) : "";
    } else elements[name].value = text;
    keepView();
    $("documents").scrollIntoView();
    $("documents").focus({ preventScroll: true });
  }

  function onChange({ target }) {
    if (target.name === "scope") scope = target.value;
    else if (target.classList.contains("brief-box")) {
      brief = target.checked;
      arrange();
    } else if (target.classList.contains("steps")) step = target.value;
    else if (target.id === "file") {
      load([...target.files]);
      target.value = "";
    } else if (target.id === "with-keys") {
      try {
        localStorage.setItem("cablefix keys", target.checked ? "on" : "off");
      } catch {
        // the choice goes for this visit
      }
    }
  }
})();
