// The answers of self-assessment: kept in this browser, read from files and written to them. Knows no page.
// What comes from storage or from a file is checked field by field, because anybody may have written it.
(function () {
  "use strict";
  var rungs = window.rungs, t = rungs.t;
  var FORMAT = "rungs-assessment", VERSION = 1, MOST = 4000000;
  rungs.MARKS = [t("assess.not_yet"), t("assess.sometimes"), t("assess.consistently")];

  function empty() {
    return { format: FORMAT, version: VERSION, answers: Object.create(null), roles: Object.create(null) };
  }
  function isObject(value) { return typeof value === "object" && value !== null && !Array.isArray(value); }
  // At most three topics to work on, by their anchors.
  function topics(given) { return given.filter(function (id) { return string(id); }).slice(0, 3); }
  function string(value) { return typeof value === "string" ? value : ""; }

  // The answers in `given`, or null when there are none in it.
  function valid(given) {
    if (!isObject(given) || given.format !== FORMAT || !isObject(given.answers)) return null;
    var kept = empty();
    Object.keys(given.answers).forEach(function (id) {
      var one = given.answers[id];
      if (!isObject(one)) return;
      var answer = { mark: [0, 1, 2].indexOf(one.mark) < 0 ? null : one.mark, note: string(one.note), text: string(one.text) };
      if (answer.mark !== null || answer.note) kept.answers[id] = answer;
    });
    Object.keys(isObject(given.roles) ? given.roles : {}).forEach(function (name) {
      var one = given.roles[name], seen = Object.create(null);
      if (!isObject(one) || !isObject(one.seen)) return;
      Object.keys(one.seen).forEach(function (id) { if (typeof one.seen[id] === "string") seen[id] = one.seen[id]; });
      kept.roles[name] = { open: one.open === true, seen: seen };
      if (string(one.version)) kept.roles[name].version = one.version;
      if (Array.isArray(one.chosen)) kept.roles[name].chosen = topics(one.chosen);
    });
    if (Array.isArray(given.chosen)) kept.chosen = topics(given.chosen);
    return kept;
  }

  // What is kept under `key`. A change is made on what is there now, so that two tabs do not undo each other; one that
  // could not be written is made again with the next.
  rungs.answers = function (key) {
    var kept = { store: empty(), problem: "", change: change, told: told, clear: clear };
    var waiting = [], recent = [];

    function reload() {
      kept.store = read();
      waiting.forEach(function (make) { make(kept.store); });
    }
    function read() {
      var text, found = null;
      try {
        text = localStorage.getItem(key);
      } catch (error) {
        kept.problem = t("assess.no_storage");
        return empty();
      }
      if (text === null) return empty();
      try { found = valid(JSON.parse(text)); } catch (error) { /* Told below. */ }
      if (found) return found;
      kept.problem = t("assess.set_aside");
      try {
        localStorage.setItem(key + " unreadable", text);
        localStorage.removeItem(key);
      } catch (error) { /* It stays where it is until the next answer. */ }
      return empty();
    }
    function change(make) {
      waiting.push(make);
      reload();
      return write();
    }
    function write() {
      try {
        localStorage.setItem(key, JSON.stringify(kept.store));
        waiting.forEach(function (make) { recent.push({ make: make, at: Date.now() }); });
        recent = recent.filter(justNow);
        waiting = [];
        return true;
      } catch (error) {
        kept.problem = t("assess.no_room");
        return false;
      }
    }
    // Another tab has written. Both may have read before either wrote: what was changed here last is then made again,
    // once. When the other tab has deleted everything, it stays deleted.
    function justNow(one) { return Date.now() - one.at < 2000; }
    function told(deleted) {
      if (deleted) recent = [];
      reload();
      var there = JSON.stringify(kept.store), again = recent.filter(justNow);
      again.forEach(function (one) { one.make(kept.store); });
      if (again.length && JSON.stringify(kept.store) !== there) write();
      recent = [];
    }
    function clear() {
      waiting = [];
      recent = [];
      kept.store = empty();
      kept.problem = "";
      try {
        localStorage.removeItem(key);
        localStorage.removeItem(key + " unreadable");
      } catch (error) { /* Nothing was kept. */ }
    }
    reload();
    return kept;
  };

  // Under which key the answer to `item` of the role `name` stands. Roles share answers to what they say in the same
  // words; where an id says something else in another role, each has its own answer, at `id@role`.
  rungs.answerKey = function (store, name, item) {
    var answers = store.answers, own = item.id + "@" + name, seen = store.roles[name] && store.roles[name].seen[item.id];
    var first = answers[item.id];
    if (answers[own]) return own;
    if (!first || !first.text || first.text === item.text) return item.id;
    var other = Object.keys(answers).find(function (key) { return key.startsWith(item.id + "@") && answers[key].text === item.text; });
    // It was given here, to what this role said then: the handbook has changed.
    return other || (seen === first.text && seen !== item.text ? item.id : own);
  };

  // Files

  // The answers in a file that was saved as JSON or as Markdown. Throws a sentence for the reader.
  rungs.readAnswers = function (text) {
    if (text.length > MOST) throw new Error(t("assess.too_large"));
    text = text.replace(/^\ufeff/, "");
    if (!text.trim()) throw new Error(t("assess.empty"));
    var given;
    if (/^\s*[[{"]/.test(text)) {
      try {
        given = JSON.parse(text);
      } catch (error) {
        throw new Error(t("assess.incomplete"));
      }
      if (isObject(given) && given.format === FORMAT && given.version > VERSION) throw new Error(t("assess.newer"));
    } else given = fromMarkdown(text);
    var found = valid(given);
    if (!found) throw new Error(t("assess.other_file"));
    if (!Object.keys(found.answers).length) throw new Error(t("assess.no_answers"));
    return found;
  };

  function fromMarkdown(text) {
    var found = { format: FORMAT, answers: Object.create(null) }, last = null, any = false;
    text.split(/\r?\n/).forEach(function (line) {
      var topic = /^- .* <!-- topic=(\S+) -->\s*$/.exec(line);
      if (topic) found.chosen = (found.chosen || []).concat(topic[1]);
      var item = /^- \*\*(.+?)\*\* (.*) <!-- (\S+?)(?: mark=([0-2]))? -->\s*$/.exec(line), note = /^ {2}- (.*)$/.exec(line);
      if (item) {
        any = true;
        last = found.answers[item[3]] = { mark: item[4] ? Number(item[4]) : rungs.MARKS.indexOf(item[1]), note: "", text: unescaped(item[2]) };
      } else if (note && last) last.note += (last.note ? "\n" : "") + unescaped(note[1]);
      else if (/^\S/.test(line)) last = null;
    });
    return any ? found : null;
  }
  function escaped(text) { return text.replace(/[\\\x60*_[\]<>#]/g, "\\$&"); }
  function unescaped(text) { return text.replace(/\\([\\\x60*_[\]<>#])/g, "$1"); }

  // A document for two people and a table; the number of a mark stands beside it, so that it can be read in any language.
  // `items` have a key, a theme and a text, `gone` a key and a text.
  // `topics` those that were chosen to work on.
  rungs.writeAnswers = function (about, items, gone, answers, topics) {
    var lines = ["# " + t("assess.document", { title: escaped(about.title) }), "", t("assess.document_aim", { date: about.date }), "", "<" + about.address + ">"];
    if (topics.length) lines.push("", "## " + t("talk.chosen"), "");
    topics.forEach(function (topic) { lines.push("- " + escaped(topic.title) + " <!-- topic=" + topic.id + " -->"); });
    var theme;
    function write(item) {
      var answer = answers[item.key] || { mark: null, note: "" };
      lines.push("- **" + (answer.mark === null ? t("assess.no_answer") : rungs.MARKS[answer.mark]) + "** " + escaped(item.text) +
        " <!-- " + item.key + (answer.mark === null ? "" : " mark=" + answer.mark) + " -->");
      answer.note.split("\n").forEach(function (line) { if (line.trim()) lines.push("  - " + escaped(line.trim())); });
    }
    items.forEach(function (item) {
      if (item.theme !== theme) lines.push("", "## " + escaped(theme = item.theme), "");
      write(item);
    });
    gone = gone.filter(function (item) { return answers[item.key]; });
    if (gone.length) lines.push("", "## " + t("change.no_longer_expected"), "");
    gone.forEach(write);
    return lines.join("\n") + "\n";
  };

  // Likeness, in shares of common pairs of letters, which needs to know no language.
  rungs.alike = function (one, other) {
    function pairs(text) {
      var found = new Map(), letters = Array.from(text.toLowerCase().replace(/[\s.,;:!?]+/g, " ").trim());
      for (var at = 1; at < letters.length; at++) {
        var pair = letters[at - 1] + letters[at];
        found.set(pair, (found.get(pair) || 0) + 1);
      }
      return { found: found, all: Math.max(letters.length - 1, 0) };
    }
    var a = pairs(one), b = pairs(other), common = 0;
    a.found.forEach(function (times, pair) { common += Math.min(times, b.found.get(pair) || 0); });
    return a.all + b.all ? 2 * common / (a.all + b.all) : 0;
  };
})();
