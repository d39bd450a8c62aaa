// Self-assessment on a role's page: a mark and a note for each expectation, kept in this browser and sent nowhere.
// Loaded when someone asks for it, see rungs.js. Answers are kept by the expectation's id with the words it had, so that a handbook that changed can be told apart.
(function () {
  "use strict";
  var expected = document.querySelector(".expected");
  var MARKS = ["Not yet", "Sometimes", "Consistently"];
  var KEY = "rungs-assessment " + new URL("../", document.currentScript.src).pathname;
  var role = location.pathname.split("/").pop(), title = document.querySelector("h1").textContent;
  var items = [], panel = document.querySelector(".assess");
  var store = load();

  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    element.append.apply(element, [].concat(children === undefined ? [] : children));
    return element;
  }
  function button(words, action, kind) {
    var element = make("button", { type: "button", class: kind || "button" }, words);
    element.addEventListener("click", action);
    return element;
  }

  function load() {
    var found = null;
    try { found = valid(JSON.parse(localStorage.getItem(KEY))); } catch (error) { /* Nothing to read. */ }
    return found || { format: "rungs-assessment", version: 1, answers: Object.create(null), roles: Object.create(null) };
  }
  function valid(given) {
    if (!given || given.format !== "rungs-assessment" || typeof given.answers !== "object" || !given.answers) return null;
    var kept = { format: given.format, version: 1, answers: Object.create(null), roles: Object.create(null) };
    Object.keys(given.answers).forEach(function (id) {
      var one = given.answers[id] || {}, mark = [0, 1, 2].indexOf(one.mark) < 0 ? null : one.mark;
      kept.answers[id] = { mark: mark, note: String(one.note || ""), text: String(one.text || "") };
    });
    Object.keys(given.roles || {}).forEach(function (name) {
      var one = given.roles[name] || {};
      kept.roles[name] = { open: Boolean(one.open), seen: Object.assign(Object.create(null), one.seen) };
    });
    return kept;
  }
  function save() {
    try {
      localStorage.setItem(KEY, JSON.stringify(store));
    } catch (error) {
      say("This browser keeps nothing: export before you leave.");
    }
  }
  function say(words) {
    var status = panel.querySelector("[role=status]");
    if (status) status.textContent = words;
  }

  // The expectations on the page, each with its theme.
  function read() {
    var theme = "";
    expected.querySelectorAll("h2, .theme-title, .statement[id]").forEach(function (element) {
      if (!element.id.startsWith("s-")) {
        theme = element.textContent;
        return;
      }
      var words = element.querySelector(".statement-text").cloneNode(true);
      words.querySelectorAll(".tag, .why, .anchor").forEach(function (part) { part.remove(); });
      items.push({ id: element.id.slice(2), theme: theme, element: element, text: words.textContent.replace(/\s+/g, " ").trim() });
    });
  }
  function seen() {
    var words = Object.create(null);
    items.forEach(function (item) { words[item.id] = item.text; });
    return words;
  }

  function begin() {
    var from = document.activeElement;
    if (!store.roles[role]) store.roles[role] = { open: true, seen: seen() };
    store.roles[role].open = true;
    save();
    open();
    if (from !== document.body || location.hash === "#section-assessment") panel.querySelector("h2").focus();
  }
  function close() {
    if (store.roles[role]) store.roles[role].open = false;
    save();
    items.forEach(function (item) { if (item.field) item.field.remove(); item.field = null; });
    var own = document.querySelector(".radar-own");
    if (own) own.remove();
    invite();
  }
  function invite() {
    panel.replaceChildren(
      make("p", { class: "assess-start" }, [button("Assess yourself", begin), make("span", {}, "Your answers stay in this browser.")]));
    panel.setAttribute("aria-label", "Self-assessment");
    panel.removeAttribute("aria-labelledby");
    panel.querySelector("button").focus();
  }

  function open() {
    panel.removeAttribute("aria-label");
    panel.setAttribute("aria-labelledby", "section-assessment");
    var file = make("input", { type: "file", accept: ".json,.md,application/json,text/markdown", class: "vh", id: "section-assess-import" });
    file.addEventListener("change", function () {
      if (!file.files[0]) return;
      file.files[0].text().then(take).catch(function () { say("That file could not be read."); });
    });
    panel.replaceChildren(
      make("h2", { id: "section-assessment", tabindex: "-1" }, "Self-assessment"),
      make("p", { class: "assess-aim" }, "This is an aid for a conversation, not a checklist for promotion. Mark what you see in your own work, and note what shows it."),
      make("div", { class: "assess-changes" }),
      make("div", { class: "assess-progress" }),
      make("p", { class: "assess-actions" }, [
        button("Save as Markdown", function () { download("md", "text/markdown", markdown()); }),
        button("Save as JSON", function () { download("json", "application/json", JSON.stringify(store, null, 2) + "\n"); }),
        file, make("label", { for: file.id, class: "button" }, "Open a saved file"),
        button("Print", function () { print(); }),
        button("Clear my data", clear, "button button-quiet"),
        button("Close", close, "button button-quiet")
      ]),
      make("p", { role: "status", class: "assess-status" }));
    items.forEach(ask);
    changes();
    progress();
  }

  function ask(item) {
    if (item.field) item.field.remove();
    var answer = store.answers[item.id] || {}, name = "assess-" + item.id;
    var note = make("textarea", { rows: "2", "aria-label": "What shows it: " + item.text });
    note.value = answer.note || "";
    note.hidden = !note.value;
    note.addEventListener("input", function () { keep(item, { note: note.value }); });
    var choices = MARKS.map(function (words, mark) {
      var radio = make("input", { type: "radio", name: name, value: String(mark) });
      radio.checked = answer.mark === mark;
      radio.addEventListener("change", function () { keep(item, { mark: mark }); });
      return make("label", {}, [radio, make("span", {}, words)]);
    });
    var more = button("Note", function () {
      note.hidden = false;
      note.focus();
    }, "assess-note");
    var none = button("Undo", function () {
      delete store.answers[item.id];
      save();
      ask(item);
      progress();
      item.field.querySelector("input").focus();
    }, "assess-note");
    item.field = make("div", { class: "assess-item", role: "group", "aria-label": item.text }, choices.concat(more, none, note));
    item.field.toggleAttribute("data-answered", answer.mark === 0 || answer.mark > 0);
    item.element.append(item.field);
  }
  function keep(item, change) {
    var answer = Object.assign({ mark: null, note: "" }, store.answers[item.id], change, { text: item.text });
    store.answers[item.id] = answer;
    item.field.toggleAttribute("data-answered", answer.mark !== null);
    save();
    progress();
  }

  // What the handbook changed since: reworded, new, and gone with the answers that were given.
  function changes() {
    var place = panel.querySelector(".assess-changes"), before = store.roles[role].seen, now = seen(), list = [];
    items.forEach(function (item) {
      var answer = store.answers[item.id], was = before[item.id];
      if (was === undefined) list.push([item, "New since you began", ""]);
      else if ((answer && answer.text !== item.text) || was !== item.text) list.push([item, "Reworded since", "It said: " + ((answer && answer.text) || was)]);
    });
    var gone = Object.keys(before).filter(function (id) { return now[id] === undefined; });
    place.replaceChildren();
    if (!list.length && !gone.length) return;
    var lines = list.map(function (one) {
      return make("li", {}, [make("b", {}, one[1] + ": "), make("a", { href: "#" + one[0].element.id }, one[0].text), one[2] ? make("span", { class: "was" }, " " + one[2]) : ""]);
    }).concat(gone.map(function (id) {
      var answer = store.answers[id], said = answer && answer.mark !== null ? " You said: " + MARKS[answer.mark] + "." : "";
      var note = answer && answer.note ? " " + answer.note : "";
      return make("li", {}, [make("b", {}, "No longer expected: "), before[id], make("span", { class: "was" }, said + note)]);
    }));
    place.append(make("h3", {}, "The handbook has changed since"), make("ul", {}, lines), make("p", {}, button("Noted", function () {
      store.roles[role].seen = now;
      items.forEach(function (item) { if (store.answers[item.id]) store.answers[item.id].text = item.text; });
      save();
      changes();
      panel.querySelector("h2").focus();
    })));
  }

  function themes() {
    var found = new Map();
    items.forEach(function (item) {
      var answer = store.answers[item.id], theme = found.get(item.theme) || { all: 0, marks: [0, 0, 0] };
      theme.all++;
      if (answer && answer.mark !== null) theme.marks[answer.mark]++;
      found.set(item.theme, theme);
    });
    return found;
  }
  function progress() {
    var found = themes(), all = 0, done = 0;
    var rows = Array.from(found, function (one) {
      var marks = one[1].marks, answered = marks[0] + marks[1] + marks[2];
      all += one[1].all;
      done += answered;
      return make("tr", {}, [make("th", { scope: "row" }, one[0]), make("td", { class: "number" }, answered + " of " + one[1].all)].concat(
        [2, 1, 0].map(function (mark) { return make("td", { class: "number" }, marks[mark] ? String(marks[mark]) : "–"); })));
    });
    var head = make("tr", {}, ["Theme", "Answered", "Consistently", "Sometimes", "Not yet"].map(function (words, at) {
      return make("th", { scope: "col", class: at ? "number" : "" }, words);
    }));
    var next = Array.from(document.querySelectorAll("#section-next ~ .moves .move-promotion .card-title"), function (link) {
      return make("a", { href: link.href + "#section-assessment" }, "See your answers against " + link.textContent);
    });
    panel.querySelector(".assess-progress").replaceChildren(
      make("table", {}, [make("caption", {}, done + " of " + all + " answered"), make("thead", {}, head), make("tbody", {}, rows)]),
      next.length ? make("p", { class: "actions" }, next) : "");
    radar(found);
  }

  // One's own shape on the radar: of each theme the share that was marked, consistently as a whole, sometimes as a half.
  function radar(found) {
    var shape = document.querySelector(".radar-value"), own = document.querySelector(".radar-own");
    if (!shape) return;
    var names = Array.from(document.querySelectorAll(".profile-table tbody th"), function (cell) { return cell.textContent; });
    var numbers = shape.getAttribute("d").match(/-?[\d.]+/g).map(Number);
    var path = names.map(function (name, at) {
      var theme = found.get(name), share = theme ? (theme.marks[2] + theme.marks[1] / 2) / theme.all : 0;
      return (at ? "L" : "M") + numbers[2 * at] * share + " " + numbers[2 * at + 1] * share;
    });
    if (!own) {
      own = document.createElementNS("http://www.w3.org/2000/svg", "path");
      own.setAttribute("class", "radar-own");
      shape.after(own);
    }
    own.setAttribute("d", path.join("") + "Z");
  }

  function markdown() {
    var lines = ["# Self-assessment: " + title, "", new Date().toISOString().slice(0, 10) + ", an aid for a conversation, not a checklist for promotion.", "", "<" + location.href.split("#")[0] + ">"], theme;
    items.forEach(function (item) {
      var answer = store.answers[item.id] || { mark: null, note: "" };
      if (item.theme !== theme) lines.push("", "## " + (theme = item.theme), "");
      lines.push("- **" + (answer.mark === null ? "No answer" : MARKS[answer.mark]) + "** " + item.text + " <!-- " + item.id + " -->");
      answer.note.split("\n").filter(Boolean).forEach(function (line) { lines.push("  - " + line); });
    });
    return lines.join("\n") + "\n";
  }
  function parse(text) {
    if (text.trim().startsWith("{")) return valid(JSON.parse(text));
    var found = { format: "rungs-assessment", answers: {} }, last;
    text.split(/\r?\n/).forEach(function (line) {
      var item = /^- \*\*(.+?)\*\* (.*) <!-- (.+) -->\s*$/.exec(line), note = /^ {2}- (.*)$/.exec(line);
      if (item) last = found.answers[item[3]] = { mark: MARKS.indexOf(item[1]), note: "", text: item[2] };
      else if (note && last) last.note += (last.note ? "\n" : "") + note[1];
    });
    Object.keys(found.answers).forEach(function (id) {
      if (found.answers[id].mark < 0 && !found.answers[id].note) delete found.answers[id];
    });
    return Object.keys(found.answers).length ? valid(found) : null;
  }
  function take(text) {
    var given = parse(text);
    if (!given) return say("There are no answers in that file.");
    Object.assign(store.answers, given.answers);
    Object.keys(given.roles).forEach(function (name) { if (!store.roles[name]) store.roles[name] = given.roles[name]; });
    save();
    open();
    say(Object.keys(given.answers).length + " answers taken over.");
  }
  function download(ending, type, text) {
    var link = make("a", { href: URL.createObjectURL(new Blob([text], { type: type })), download: "self-assessment-" + role.replace(/\.html$/, "") + "." + ending });
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  function clear() {
    if (!confirm("Delete all your answers, for all roles, from this browser?")) return;
    store.answers = Object.create(null);
    store.roles = Object.create(null);
    close();
    try { localStorage.removeItem(KEY); } catch (error) { /* Nothing was kept. */ }
  }

  document.head.append(make("link", { rel: "stylesheet", href: new URL("assess.css", document.currentScript.src).href }));
  read();
  begin();
})();
