// Self-assessment on a role's page: a mark and a note for each expectation, kept in this browser and sent nowhere.
// Loaded after assess-answers.js when someone asks for it, see rungs.js. Answers are kept by the expectation's id with
// the words it had, so that it can be told when the handbook has changed.
(function () {
  "use strict";
  var rungs = window.rungs, t = rungs.t, make = rungs.make, MARKS = rungs.MARKS;
  var assets = document.currentScript.src, base = new URL("../", assets);
  var KEY = "rungs-assessment " + base.pathname;
  var expected = document.querySelector(".expected"), panel = document.querySelector(".assess");
  var role = location.pathname.split("/").pop(), title = document.querySelector("h1").textContent.trim();
  var items = read(), kept = rungs.answers(KEY);
  // What released versions changed for this role, newest first; the script that the page names gives it.
  var bar = document.querySelector("[data-news]"), order = bar ? bar.dataset.news.split(" ") : [];
  var releases = [];
  rungs.roleChanges = function (versions) {
    releases = versions;
    if (panel.querySelector("#section-assessment")) changes();
  };

  function button(words, action, kind) {
    var element = make("button", { type: "button", class: kind || "button" }, words);
    element.addEventListener("click", action);
    return element;
  }
  function answerAt(key) { return kept.store.answers[key] || { mark: null, note: "", text: "" }; }
  function keyOf(item, name) { return rungs.answerKey(kept.store, name || role, item); }
  function answerTo(item) { return answerAt(keyOf(item, item.role)); }

  // What is said is heard once and can be read until something else is said.
  function say(words) {
    var status = panel.querySelector("[role=status]");
    if (status) status.textContent = words;
  }
  function change(make) {
    if (!kept.change(make)) say(kept.problem);
  }

  // The expectations on the page, each with its theme.
  function read() {
    var theme = "", found = [];
    expected.querySelectorAll("h2, .theme-title, .statement[id]").forEach(function (element) {
      if (!element.id.startsWith("s-")) {
        if (!element.closest(".assess")) theme = element.textContent.trim();
        return;
      }
      var words = element.querySelector(".statement-text").cloneNode(true);
      words.querySelectorAll(".tag, .why, .anchor").forEach(function (part) { part.remove(); });
      found.push({ id: element.id.slice(2), theme: theme, element: element, text: words.textContent.replace(/\s+/g, " ").trim() });
    });
    return found;
  }
  function now() {
    var words = Object.create(null);
    items.forEach(function (item) { words[item.id] = item.text; });
    return words;
  }

  function fresh() {
    return Object.assign({ open: true, seen: now() }, order.length ? { version: order[0] } : {});
  }

  // Opening and closing

  function begin() {
    var from = document.activeElement;
    change(function (store) {
      if (!store.roles[role]) store.roles[role] = fresh();
      store.roles[role].open = true;
    });
    open();
    if (from !== document.body || location.hash === "#section-assessment") panel.querySelector("h2").focus();
  }
  function close() {
    change(function (store) { if (store.roles[role]) store.roles[role].open = false; });
    invite(true);
  }
  function invite(focus) {
    items.forEach(function (item) {
      if (item.field) item.field.remove();
      item.field = null;
    });
    document.querySelectorAll(".radar-own, .radar-legend").forEach(function (part) { part.remove(); });
    panel.replaceChildren(make("p", { class: "assess-start" }, [button(t("assess.start"), begin), " ", make("span", {}, t("assess.stays"))]));
    panel.setAttribute("aria-label", t("assess.title"));
    panel.removeAttribute("aria-labelledby");
    if (focus) panel.querySelector("button").focus();
  }

  function open() {
    // Each expectation is asked about, so that each is shown.
    var all = document.getElementById("section-filter-all");
    if (all && !all.checked) all.click();
    panel.removeAttribute("aria-label");
    panel.setAttribute("aria-labelledby", "section-assessment");
    var file = make("input", { type: "file", accept: ".json,.md,application/json,text/markdown", class: "vh", id: "section-assess-import" });
    file.addEventListener("change", function () {
      if (!file.files[0]) return;
      file.files[0].text().then(function (text) { take(file.files[0].name, text); }, function () { say(t("assess.unreadable")); })
        .finally(function () { file.value = ""; });
    });
    panel.replaceChildren(
      make("h2", { id: "section-assessment", tabindex: "-1" }, t("assess.title")),
      make("p", { class: "assess-aim" }, t("assess.aim")),
      make("div", { class: "assess-changes" }),
      make("p", { class: "assess-actions" }, [
        button(t("talk.start"), function () { talk("talk"); }, "button button-main"), button(t("talk.finish"), function () { talk("talkSheet"); }, "button button-quiet")
      ]),
      make("div", { class: "assess-progress" }),
      make("div", { class: "assess-next" }),
      make("p", { class: "assess-actions" }, [
        button(t("assess.save_markdown"), function () { download("md", "text/markdown", markdown()); }),
        button(t("assess.save_json"), function () { download("json", "application/json", JSON.stringify(kept.store, null, 2) + "\n"); }),
        file, make("label", { for: file.id, class: "button" }, t("assess.open_file")),
        button(t("assess.print"), function () { print(); }),
        button(t("assess.clear"), clear, "button button-quiet"),
        button(t("frame.close"), close, "button button-quiet")
      ]),
      make("p", { role: "status", class: "assess-status" }));
    items.forEach(ask);
    changes();
    next();
    progress();
    if (kept.problem) say(kept.problem);
  }

  // One expectation: three marks, of which one can be taken back, and a note.
  function ask(item) {
    if (item.field) item.field.remove();
    var answer = answerTo(item);
    var note = make("textarea", { rows: "2", id: "section-note-" + item.id, "aria-label": t("assess.note_label", { text: item.text }) });
    var printed = make("p", { class: "assess-printed" }, answer.note);
    note.value = answer.note;
    note.hidden = !answer.note;
    note.addEventListener("input", function () {
      printed.textContent = note.value;
      keep(item, { note: note.value });
    });
    var choices = MARKS.map(function (words, mark) {
      var radio = make("input", { type: "radio", name: "assess-" + item.id, value: String(mark), autocomplete: "off" });
      radio.checked = answer.mark === mark;
      radio.addEventListener("change", function () { keep(item, { mark: mark }); });
      return make("label", {}, [radio, make("span", {}, words)]);
    });
    var more = button(t("assess.note"), function () {
      note.hidden = false;
      more.setAttribute("aria-expanded", "true");
      note.focus();
    }, "assess-note");
    more.setAttribute("aria-expanded", String(!note.hidden));
    more.setAttribute("aria-controls", note.id);
    var undo = button(t("assess.undo"), function () {
      keep(item, { mark: null });
      item.field.querySelectorAll("input").forEach(function (radio) { radio.checked = false; });
      item.field.querySelector("input").focus();
    }, "assess-note assess-undo");
    item.field = make("div", { class: "assess-item" }, [make("div", { class: "assess-marks", role: "radiogroup", "aria-label": item.text }, choices), more, undo, note, printed]);
    item.field.toggleAttribute("data-answered", answer.mark !== null);
    item.element.append(item.field);
  }
  function keep(item, given) {
    change(function (store) {
      var key = rungs.answerKey(store, role, item);
      var answer = Object.assign({ mark: null, note: "" }, store.answers[key], given, { text: item.text });
      if (answer.mark === null && !answer.note) delete store.answers[key];
      else store.answers[key] = answer;
    });
    item.field.toggleAttribute("data-answered", answerTo(item).mark !== null);
    if ("mark" in given) progress();
  }

  // Another tab has answered, or cleared.
  addEventListener("storage", function (event) {
    if (event.key !== KEY && event.key !== null) return;
    kept.told(event.key === null || event.newValue === null);
    if (!panel.querySelector("#section-assessment")) return;
    if (!kept.store.roles[role]) return invite(false);
    items.forEach(function (item) { if (!item.field.contains(document.activeElement)) ask(item); });
    changes();
    progress();
  });

  // What the handbook changed since: reworded, new, and gone, with the answers that were given. Where an author gave an
  // expectation no id of its own, other words make another id: what reads much the same then counts as reworded.
  function found() {
    var before = (kept.store.roles[role] || { seen: now() }).seen, words = now(), pairs = [], used = new Set();
    var fresh = items.filter(function (item) { return before[item.id] === undefined; });
    var gone = Object.keys(before).filter(function (id) { return words[id] === undefined; });
    // A released version says for certain what became of what, and whether only the wording changed.
    gone.forEach(function (id) {
      var now = became(id), item = fresh.find(function (one) { return one.id === now.id; });
      if (item) pairs.push({ like: 2, item: item, id: id, wording: now.wording });
    });
    fresh.forEach(function (item) {
      gone.forEach(function (id) {
        var like = rungs.alike(before[id], item.text);
        if (like >= .6) pairs.push({ like: like, item: item, id: id });
      });
    });
    pairs.sort(function (a, b) { return b.like - a.like; });
    var reworded = items.filter(function (item) {
      return before[item.id] !== undefined && before[item.id] !== item.text;
    }).map(function (item) { return { item: item, was: before[item.id], key: keyOf(item) }; });
    // What is gone is looked up in the words that it had.
    function oldKey(id) { return keyOf({ id: id, text: before[id] }); }
    pairs.forEach(function (pair) {
      if (used.has(pair.item.id) || used.has(pair.id)) return;
      used.add(pair.item.id).add(pair.id);
      reworded.push({ item: pair.item, was: before[pair.id], key: oldKey(pair.id), renamed: true, wording: pair.wording });
    });
    return {
      reworded: reworded,
      fresh: fresh.filter(function (item) { return !used.has(item.id); }),
      gone: gone.filter(function (id) { return !used.has(id); }).map(function (id) { return { key: oldKey(id), text: before[id] }; })
    };
  }
  // The id that the releases gave to the expectation `id`, and whether they kept what it asks.
  function became(id) {
    var wording = true;
    releases.slice().reverse().forEach(function (release) {
      var change = release.changes.find(function (one) { return one.old && one.new && one.old.id === id; });
      if (!change) return;
      id = change.new.id;
      wording = wording && (change.wording || change.old.text === change.new.text);
    });
    return { id: id, wording: wording };
  }
  // An answer to what has other words, and asks the same, is an answer still.
  function carry() {
    var same = found().reworded.filter(function (one) { return one.renamed && one.wording; });
    if (!same.length) return;
    change(function (store) {
      same.forEach(function (one) {
        var answer = store.answers[one.key], seen = store.roles[role].seen;
        if (answer && !store.answers[one.item.id]) store.answers[one.item.id] = Object.assign({}, answer, { text: one.item.text });
        Object.keys(seen).forEach(function (id) { if (seen[id] === one.was) delete seen[id]; });
        seen[one.item.id] = one.item.text;
      });
    });
    same.forEach(function (one) { ask(one.item); });
    progress();
  }
  // The skills that the versions since the last visit need at another step.
  function raised() {
    var last = order.indexOf(kept.store.roles[role].version);
    return releases.filter(function (release) {
      var at = order.indexOf(release.version);
      return at >= 0 && at < last;
    }).flatMap(function (release) { return release.needs; });
  }
  function said(key) {
    var answer = answerAt(key);
    return (answer.mark !== null ? " " + t("assess.said", { mark: MARKS[answer.mark] }) : "") + (answer.note ? " " + t("assess.your_note", { note: answer.note }) : "");
  }
  function changes() {
    carry();
    var place = panel.querySelector(".assess-changes"), since = found();
    place.replaceChildren();
    function line(kind, words, more) {
      return make("li", {}, rungs.parts("frame.labelled", { label: make("b", {}, kind), text: words }).concat(more));
    }
    function link(item) { return make("a", { href: "#" + item.element.id }, item.text); }
    var lines = since.reworded.map(function (one) {
      var more = [make("span", { class: "was" }, " " + t("assess.it_said", { text: one.was }) + said(one.key))];
      if (one.renamed && kept.store.answers[one.key] && !kept.store.answers[keyOf(one.item)]) {
        more.push(" ", button(t("assess.keep_answer"), function () {
          change(function (store) {
            if (store.answers[one.key]) store.answers[one.item.id] = Object.assign({}, store.answers[one.key], { text: one.item.text });
          });
          ask(one.item);
          changes();
          progress();
          one.item.field.querySelector("input:checked, textarea").focus();
        }, "assess-note"));
      }
      return line(t("change.reworded"), link(one.item), more);
    }).concat(since.fresh.map(function (item) { return line(t("change.new"), link(item), []); }), since.gone.map(function (one) {
      return line(t("change.no_longer_expected"), one.text, make("span", { class: "was" }, said(one.key)));
    }));
    var words = { new: "change.new", dropped: "change.no_longer_needed", raised: "change.raised", lowered: "change.lowered" };
    lines = raised().filter(function (need) { return words[need.kind]; }).map(function (need) {
      var steps = [need.old, need.new].filter(Boolean).join(" → ");
      return line(t(words[need.kind]), rungs.parts("frame.labelled", { label: need.title, text: steps }).join(""), []);
    }).concat(lines);
    if (!lines.length) return;
    place.append(make("h3", {}, t("assess.changed")), make("ul", {}, lines), make("p", {}, button(t("assess.noted"), function () {
      change(function (store) {
        items.forEach(function (item) {
          var answer = store.answers[rungs.answerKey(store, role, item)];
          if (answer) answer.text = item.text;
        });
        store.roles[role] = Object.assign({}, store.roles[role], fresh());
      });
      changes();
      panel.querySelector("h2").focus();
    })));
  }

  // Progress

  function table(caption, list) {
    var themes = new Map(), done = 0;
    list.forEach(function (item) {
      var mark = answerTo(item).mark, theme = themes.get(item.theme) || { all: 0, marks: [0, 0, 0] };
      theme.all++;
      if (mark !== null) {
        theme.marks[mark]++;
        done++;
      }
      themes.set(item.theme, theme);
    });
    var head = [t("role.theme"), t("assess.answered"), MARKS[2], MARKS[1], MARKS[0]].map(function (words, at) {
      return make("th", { scope: "col", class: at ? "number" : "" }, words);
    });
    // Shares as a bar under the theme, as the numbers beside it have them.
    function bar(theme) {
      var drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg"), from = 0;
      [["class", "assess-bar"], ["viewBox", "0 0 100 4"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]].forEach(function (one) { drawn.setAttribute(one[0], one[1]); });
      [2, 1, 0].forEach(function (mark) {
        var part = document.createElementNS("http://www.w3.org/2000/svg", "rect"), width = 100 * theme.marks[mark] / theme.all;
        [["class", "mark-" + mark], ["x", from], ["width", width], ["height", 4]].forEach(function (one) { part.setAttribute(one[0], one[1]); });
        from += width;
        drawn.append(part);
      });
      return drawn;
    }
    var rows = Array.from(themes, function (one) {
      var marks = one[1].marks;
      return make("tr", {}, [make("th", { scope: "row" }, [one[0], bar(one[1])]), make("td", { class: "number" }, t("frame.part", { number: marks[0] + marks[1] + marks[2], total: one[1].all }))].concat(
        [2, 1, 0].map(function (mark) { return make("td", { class: "number", "data-name": MARKS[mark] }, marks[mark] ? String(marks[mark]) : "–"); })));
    });
    return {
      themes: themes,
      element: make("table", { class: "assess-table" }, [make("caption", {}, caption(done)), make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows)])
    };
  }
  function progress() {
    var made = table(function (done) { return t("assess.progress", { number: done, total: items.length }); }, items);
    panel.querySelector(".assess-progress").replaceChildren(made.element);
    radar(made.themes);
    if (shownNext) against(shownNext);
  }

  // One's own shape on the radar: of each theme the share that was marked, consistently as a whole, sometimes as a half.
  function radar(themes) {
    var shape = document.querySelector(".radar-value"), own = document.querySelector(".radar-own");
    if (!shape) return;
    var isMarked = false;
    var path = JSON.parse(shape.dataset.spokes).map(function (spoke, at) {
      var theme = themes.get(spoke[0]), share = theme ? (theme.marks[2] + theme.marks[1] / 2) / theme.all : 0;
      isMarked = isMarked || share > 0;
      return (at ? "L" : "M") + spoke[1] * share + " " + spoke[2] * share;
    });
    if (!own) {
      own = document.createElementNS("http://www.w3.org/2000/svg", "path");
      own.setAttribute("class", "radar-own");
      shape.after(own);
      shape.closest(".chart").append(make("p", { class: "radar-legend" }, t("assess.radar")));
    }
    own.setAttribute("d", path.join("") + "Z");
    // Without an answer the shape is a point, and the only line with gaps is that of the role below.
    document.querySelector(".radar-legend").hidden = !isMarked;
  }

  // The conversation sheet works on the answers here.

  function talk(name) {
    if (rungs[name]) return rungs[name]();
    rungs.assessment = {
      items: items, title: title, role: role.replace(/\.html$/, ""), base: base, answerTo: answerTo,
      set: function (item, given) {
        keep(item, given);
        ask(item);
      },
      chosen: function () { return (kept.store.roles[role] || {}).chosen || []; },
      choose: function (ids) { change(function (store) { store.roles[role].chosen = ids; }); },
      load: function (then) { load(function () { then(data); }); }
    };
    rungs.load(["conversation.js"], function () { rungs[name](); });
  }

  // The next role

  var data = null, shownNext = null;
  function next() {
    var links = Array.from(document.querySelectorAll(".next-steps .move-promotion .card-title"));
    var here = document.querySelector(".rung-here");
    if (!links.length && here && here.previousElementSibling) links = Array.from(here.previousElementSibling.querySelectorAll(".rung-role"));
    if (!links.length) return;
    panel.querySelector(".assess-next").replaceChildren(
      make("p", { class: "assess-actions" }, links.map(function (link) {
        return button(t("assess.compare_with", { title: link.textContent.trim() }), function () {
          load(function () { against(link, true); });
        });
      })),
      make("div", { class: "assess-against" }));
  }
  function load(then) {
    if (data) return then();
    var script = make("script", { src: new URL("compare/data.js", base).href });
    rungs.compare = function (given) { data = given; };
    script.onload = then;
    script.onerror = function () {
      script.remove();
      say(t("compare.not_loaded"));
    };
    document.head.append(script);
  }
  function against(link, focus) {
    var place = panel.querySelector(".assess-against"), wanted = new URL(link.href).pathname;
    var other = data.roles.find(function (one) { return new URL(one.url, base).pathname === wanted; });
    if (!place || !other) return say(t("compare.unknown", { names: link.textContent.trim() }));
    shownNext = link;
    var words = now();
    var name = other.url.split("/").pop();
    var list = other.items.map(function (number) {
      var item = data.items[number], topic = data.topics[item[2]];
      return {
        // The page has the id as an anchor.
        id: item[0].replace(/\./g, "-"), role: name,
        theme: topic[5] === "responsibility" ? data.terms.responsibilities : topic[2] || topic[4],
        text: data.texts[item[1]][1].map(function (token) { return data.tokens[token]; }).join("").replace(/\s+/g, " ").trim()
      };
    });
    var alike = list.filter(function (item) { return words[item.id] === item.text; }).length;
    var reworded = list.filter(function (item) { return words[item.id] !== undefined; }).length - alike;
    var left = list.filter(function (item) { return answerTo(item).mark !== 2; });
    var made = table(function (done) { return t("assess.progress_of", { title: other.title, number: done, total: list.length }); }, list);
    var lines = left.map(function (item) {
      var mark = answerTo(item).mark;
      return make("li", {}, [make("b", { class: "tag" }, mark === null ? t("assess.no_answer") : MARKS[mark]), " ",
        make("a", { href: link.href.split("#")[0] + "#s-" + item.id }, item.text)]);
    });
    place.replaceChildren(
      make("h3", { tabindex: "-1" }, t("assess.against", { title: other.title })),
      make("p", {}, [t("assess.against_counts", { same: alike, reworded: reworded, new: list.length - alike - reworded }) + " ",
        make("a", { href: link.href.split("#")[0] + "#section-assessment" }, t("assess.answer_those", { title: other.title }))]),
      made.element,
      make("details", {}, [make("summary", {}, t("assess.not_marked", { mark: MARKS[2], number: left.length })), make("ul", {}, lines)]));
    if (focus) place.querySelector("h3").focus();
  }

  // Files

  function markdown() {
    var about = { title: title, date: rungs.date(new Date()), address: location.href.split("#")[0] };
    var keyed = items.map(function (item) { return { key: keyOf(item), theme: item.theme, text: item.text }; });
    var chosen = (kept.store.roles[role] || {}).chosen || [];
    var topics = chosen.map(function (id) { return document.getElementById(id); }).filter(Boolean).map(function (topic) {
      return { id: topic.id, title: topic.querySelector(".topic-head a").textContent.trim() };
    });
    return rungs.writeAnswers(about, keyed, found().gone, kept.store.answers, topics);
  }
  function download(ending, type, text) {
    var name = "self-assessment-" + role.replace(/\.html$/, "") + "." + ending;
    var link = make("a", { href: URL.createObjectURL(new Blob([text], { type: type })), download: name });
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    say(t("assess.saved", { name: name }));
  }
  function take(name, text) {
    var given;
    try { given = rungs.readAnswers(text); } catch (error) { return say(error.message); }
    var ids = Object.keys(given.answers), words = now();
    var here = ids.filter(function (id) { return words[id.split("@")[0]] !== undefined; }).length;
    var other = ids.filter(function (id) {
      var mine = kept.store.answers[id], theirs = given.answers[id];
      return mine && (mine.mark !== theirs.mark || mine.note !== theirs.note);
    });
    function put(all) {
      change(function (store) {
        ids.forEach(function (id) { if (all || other.indexOf(id) < 0) store.answers[id] = given.answers[id]; });
        Object.keys(given.roles).forEach(function (name) { if (!store.roles[name]) store.roles[name] = given.roles[name]; });
        var chosen = given.chosen || (given.roles[role] || {}).chosen;
        if (chosen && (all || !(store.roles[role] || {}).chosen)) (store.roles[role] = store.roles[role] || fresh()).chosen = chosen;
        // The words that were answered, as the file has them: what reads otherwise now is shown as reworded. A document
        // is of one role; the other kind of file says which words each role had.
        var theirs = given.roles[role], document = !Object.keys(given.roles).length, seen = (store.roles[role] || { seen: {} }).seen;
        ids.forEach(function (id) {
          var was = theirs ? theirs.seen[id] : document ? given.answers[id].text : "";
          if (was && words[id] !== undefined && (all || other.indexOf(id) < 0)) seen[id] = was;
        });
      });
      open();
      panel.querySelector("h2").focus();
      say(t("assess.taken", { number: all ? ids.length : ids.length - other.length }));
    }
    confirmed(t("assess.take_over"), [
      t("assess.file_holds", { name: name, number: ids.length, here: here }),
      other.length ? t("assess.differ", { number: other.length }) : t("assess.none_replaced")
    ], [[t("assess.take_all"), function () { put(true); }]].concat(other.length ? [[t("assess.keep_mine"), function () { put(false); }]] : []));
  }
  function clear() {
    confirmed(t("assess.delete_question"), [t("assess.delete_note")], [[t("assess.delete_all"), function () {
      kept.clear();
      try { localStorage.removeItem("rungs-roadmaps " + base.pathname); } catch (error) { /* Nothing was kept. */ }
      invite(true);
      panel.append(make("p", { role: "status", class: "assess-status" }));
      // A status is heard when it changes, not when it appears.
      setTimeout(function () { say(t("assess.deleted")); }, 100);
    }]]);
  }
  // A question that waits for its answer; to leave it is to cancel.
  function confirmed(question, words, choices) {
    var dialog = make("dialog", { class: "assess-dialog", "aria-labelledby": "section-assess-question" }, make("h2", { id: "section-assess-question" }, question));
    words.forEach(function (one) { dialog.append(make("p", {}, one)); });
    function leave(then) {
      dialog.close();
      if (then) then();
    }
    dialog.append(make("p", { class: "assess-actions" }, choices.map(function (choice) {
      return button(choice[0], function () { leave(choice[1]); });
    }).concat(button(t("frame.cancel"), function () { leave(); }, "button button-quiet"))));
    dialog.addEventListener("close", function () { dialog.remove(); });
    panel.append(dialog);
    dialog.querySelector("button:last-child").setAttribute("autofocus", "");
    dialog.showModal();
  }

  document.head.append(make("link", { rel: "stylesheet", href: new URL("assess.css", assets).href }));
  begin();
  var data = document.querySelector("[data-history]");
  if (data && data.dataset.history) document.head.append(make("script", { src: data.dataset.history }));
})();
