// The conversation sheet: the self-assessment as a path. A scope, one topic on a screen, marks by keys, notes and links as
// evidence; in the end one page to print: strengths, what grows, three topics to work on with the stages that train them.
// Another person's file is laid beside the answers, gaps first. Loaded by assess.js, on whose answers it works.
(function () {
  "use strict";
  var rungs = window.rungs, t = rungs.t, make = rungs.make, MARKS = rungs.MARKS, page = rungs.assessment;
  var MOST_CHOSEN = 3, STRONG = 1.5;
  var dialog, topics = [], at = 0, data = null;

  function words(one) { return one ? one.textContent.replace(/\s+/g, " ").trim() : ""; }
  function button(text, action, kind) {
    var element = make("button", { type: "button", class: kind || "button" }, text);
    element.addEventListener("click", action);
    return element;
  }
  function marksOf(topic) {
    return topic.items.map(function (item) { return page.answerTo(item).mark; }).filter(function (mark) { return mark !== null; });
  }
  function notesOf(topic) {
    return topic.items.map(function (item) { return page.answerTo(item).note.trim(); }).filter(Boolean);
  }

  // The topics of the page in its order, each with its expectations.
  function all() {
    var found = new Map();
    page.items.forEach(function (item) {
      var part = item.element.closest(".topic");
      if (!found.has(part)) {
        var link = part.querySelector(".topic-head a");
        found.set(part, { id: part.id, title: words(link), href: link.href, theme: item.theme, part: part, items: [] });
      }
      found.get(part).items.push(item);
    });
    return Array.from(found.values());
  }
  function scopes() {
    var every = all(), ways = Array.from(document.querySelectorAll("[data-way] .card-title"));
    var found = ways.slice(0, 3).map(function (way, number) {
      var changes = "[data-toward~='" + (number + 1) + "'], .toward-" + (number + 1);
      return { title: t("talk.toward", { title: words(way) }), topics: every.filter(function (topic) { return topic.part.querySelector(changes); }) };
    });
    found.push({ title: t("role.tab_all"), topics: every });
    var themes = Array.from(new Set(every.map(function (topic) { return topic.theme; })));
    if (themes.length > 1) themes.forEach(function (theme) {
      found.push({ title: theme, topics: every.filter(function (topic) { return topic.theme === theme; }) });
    });
    return found.filter(function (scope) { return scope.topics.length; });
  }

  // The screens

  function open() {
    dialog = make("dialog", { class: "talk", "aria-labelledby": "section-talk" });
    dialog.addEventListener("close", function () { dialog.remove(); });
    dialog.addEventListener("keydown", key);
    document.body.append(dialog);
    dialog.showModal();
  }
  function screen(children, focus) {
    dialog.replaceChildren.apply(dialog, [make("p", { class: "talk-head" }, [make("span", {}, t("talk.title", { title: page.title })), button(t("frame.close"), function () { dialog.close(); }, "button button-quiet")])].concat(children));
    dialog.scrollTop = 0;
    (dialog.querySelector(focus) || dialog.querySelector("h2")).focus();
  }
  function heading(text) { return make("h2", { id: "section-talk", tabindex: "-1" }, text); }
  function actions(buttons) { return make("p", { class: "assess-actions" }, buttons.filter(Boolean)); }

  function choose() {
    var list = scopes().map(function (scope) {
      var number = scope.topics.reduce(function (sum, topic) { return sum + topic.items.length; }, 0);
      return make("li", {}, button([make("b", {}, scope.title), " ", make("span", {}, t("compare.expectations", { count: number }))], function () {
        topics = scope.topics;
        ask(0);
      }, "talk-scope"));
    });
    screen([heading(t("talk.scope")), make("p", {}, t("assess.aim")), make("ul", { class: "talk-scopes" }, list), make("p", { class: "was" }, t("assess.stays"))], ".talk-scope");
  }

  // One topic: its expectations, each with its marks and what shows it.
  function ask(number) {
    at = number;
    var topic = topics[at];
    var list = topic.items.map(function (item) {
      var answer = page.answerTo(item), note = make("textarea", { rows: "1", "aria-label": t("assess.note_label", { text: item.text }), placeholder: t("talk.evidence") });
      note.value = answer.note;
      note.addEventListener("input", function () { page.set(item, { note: note.value }); });
      var marks = MARKS.map(function (text, mark) {
        return button([make("kbd", { "aria-hidden": "true" }, String(mark + 1)), " " + text], function () { answered(line, item, mark); }, "talk-mark");
      });
      var line = make("li", {}, [make("p", {}, item.text), make("div", { role: "group", "aria-label": item.text, class: "talk-marks" }, marks), note]);
      line.item = item;
      pressed(line, answer.mark);
      return line;
    });
    screen([
      make("progress", { max: String(topics.length), value: String(at + 1), "aria-label": t("talk.place", { number: at + 1, total: topics.length }) }),
      make("p", { class: "eyebrow" }, [topic.theme + " · ", t("talk.place", { number: at + 1, total: topics.length })]),
      heading(topic.title), make("ol", { class: "talk-items" }, list),
      actions([
        button(at ? t("frame.previous") : t("talk.again"), back), button(at + 1 < topics.length ? t("frame.next") : t("talk.finish"), forward, "button talk-next"),
        at + 1 < topics.length && button(t("talk.finish"), sheet, "button button-quiet")
      ]),
      make("p", { class: "was talk-keys" }, t("talk.keys"))
    ]);
    var open = list.find(function (line) { return page.answerTo(line.item).mark === null; });
    focusOn(open || list[0]);
  }
  function back() {
    if (at) ask(at - 1);
    else choose();
  }
  function forward() {
    if (at + 1 < topics.length) ask(at + 1);
    else sheet();
  }
  function pressed(line, mark) {
    line.querySelectorAll(".talk-mark").forEach(function (one, number) { one.setAttribute("aria-pressed", String(number === mark)); });
  }
  function answered(line, item, mark) {
    var given = page.answerTo(item).mark === mark ? null : mark;
    page.set(item, { mark: given });
    pressed(line, given);
  }
  function focusOn(line) {
    var buttons = line && line.querySelectorAll(".talk-mark");
    if (!buttons) return dialog.querySelector(".talk-next").focus();
    (line.querySelector("[aria-pressed=true]") || buttons[0]).focus();
  }
  // Digits mark and go on, arrows go through expectations and topics, `n` writes a note.
  function key(event) {
    var line = event.target.closest(".talk-items li"), topic = dialog.querySelector(".talk-items");
    if (!topic || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea")) {
      if (event.key !== "Escape") return;
      event.preventDefault();
      return focusOn(line);
    }
    var single = rungs.keysOn();
    var sideways = (event.key === "ArrowRight") !== (document.documentElement.dir === "rtl");
    if (single && line && /^[0-3]$/.test(event.key)) {
      var mark = event.key === "0" ? null : Number(event.key) - 1;
      page.set(line.item, { mark: mark });
      pressed(line, mark);
      focusOn(mark === null ? line : line.nextElementSibling);
    } else if (single && line && event.key === "n") line.querySelector("textarea").focus();
    else if (line && event.key === "ArrowDown") focusOn(line.nextElementSibling);
    else if (line && event.key === "ArrowUp") focusOn(line.previousElementSibling || line);
    else if (event.key === "ArrowUp") focusOn(topic.lastElementChild);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") (sideways ? forward : back)();
    else return;
    event.preventDefault();
  }

  // The sheet

  // Addresses in a note are links.
  function linked(note) {
    return note.split(/(https?:\/\/[^\s<>"]+)/).map(function (part, number) {
      return number % 2 ? make("a", { href: part, rel: "noopener noreferrer" }, part) : part;
    });
  }
  function brief(topic) {
    var marks = marksOf(topic), notes = notesOf(topic);
    var counts = [2, 1, 0].map(function (mark) {
      var number = marks.filter(function (one) { return one === mark; }).length;
      return number ? t("frame.labelled", { label: MARKS[mark], text: number }) : "";
    }).filter(Boolean).join(" · ");
    var item = make("li", {}, [make("b", {}, topic.title), make("span", { class: "was" }, " " + counts)]);
    if (notes.length) item.append(make("ul", { class: "talk-notes" }, notes.map(function (note) { return make("li", {}, linked(note)); })));
    return item;
  }
  function part(title, list, kind) {
    return make("section", { class: kind || "" }, [make("h3", {}, title), list.length ? make("ul", {}, list) : make("p", { class: "was" }, t("talk.none"))]);
  }
  function sheet() {
    if (!topics.length) topics = all();
    var seen = topics.filter(function (topic) { return marksOf(topic).length; });
    function mean(topic) {
      var marks = marksOf(topic);
      return marks.reduce(function (sum, mark) { return sum + mark; }, 0) / marks.length;
    }
    var strong = seen.filter(function (topic) { return mean(topic) >= STRONG; }), growing = seen.filter(function (topic) { return mean(topic) < STRONG; });
    var rest = topics.length - seen.length, chosen = make("section", { class: "talk-chosen" });
    screen([
      heading(page.title), make("p", { class: "eyebrow" }, rungs.date(new Date())),
      make("div", { class: "talk-columns" }, [part(t("talk.strengths"), strong.map(brief)), part(t("talk.growing"), growing.map(brief))]),
      rest ? make("p", { class: "was" }, t("talk.not_seen", { number: rest })) : "", chosen,
      actions([button(t("assess.print"), function () { print(); }), compareButton(), button(t("talk.again"), choose, "button button-quiet")])
    ]);
    three(chosen, growing.concat(strong));
    if (!data) page.load(function (given) {
      data = given;
      three(chosen, growing.concat(strong));
    });
  }
  // Up to three topics, each with the stages of roadmaps from here that train it.
  function three(place, choices) {
    var wanted = page.chosen().filter(function (id) { return choices.some(function (topic) { return topic.id === id; }); });
    var focused = document.activeElement && document.activeElement.value;
    place.replaceChildren(make("h3", {}, t("talk.choose")), make("ul", {}, choices.map(function (topic) {
      var box = make("input", { type: "checkbox", value: topic.id });
      box.checked = wanted.indexOf(topic.id) >= 0;
      box.disabled = !box.checked && wanted.length >= MOST_CHOSEN;
      box.addEventListener("change", function () {
        page.choose(box.checked ? wanted.concat(topic.id) : wanted.filter(function (id) { return id !== topic.id; }));
        three(place, choices);
      });
      return make("li", { class: box.checked ? "chosen" : "" }, [make("label", {}, [box, " ", topic.title])].concat(box.checked ? stages(topic) : []));
    })));
    var again = focused && Array.from(place.querySelectorAll("input")).find(function (box) { return box.value === focused; });
    if (again) again.focus();
  }
  function stages(topic) {
    if (!data || !data.roadmaps) return [];
    var place = data.topics.findIndex(function (one) { return new URL(one[1], page.base).href === topic.href; });
    var found = [];
    data.roadmaps.filter(function (one) { return one[0] === page.role; }).forEach(function (roadmap) {
      roadmap[4].forEach(function (stage, number) {
        if (stage[1].indexOf(place) < 0) return;
        found.push(make("li", {}, make("a", { href: new URL(roadmap[3], page.base).href + "#section-stage-" + (number + 1) },
          t("talk.stage", { name: roadmap[2], number: number + 1, title: stage[0] }))));
      });
    });
    return found.length ? [make("ul", { class: "talk-stages" }, found)] : [];
  }

  // Two people's answers

  function compareButton() {
    var file = make("input", { type: "file", accept: ".json,.md,application/json,text/markdown", class: "vh", id: "section-talk-file" });
    file.addEventListener("change", function () {
      if (!file.files[0]) return;
      var name = file.files[0].name;
      file.files[0].text().then(function (text) { beside(name, rungs.readAnswers(text)); }).catch(function (error) {
        trouble.textContent = error.message || t("assess.unreadable");
      }).finally(function () { file.value = ""; });
    });
    var trouble = make("span", { role: "status", class: "was" });
    return make("span", { class: "talk-file" }, [file, make("label", { for: file.id, class: "button" }, t("talk.compare")), " ", trouble]);
  }
  // The answers of the file `name` beside those on this page, the widest gaps first.
  function beside(name, given) {
    var rows = page.items.map(function (item) {
      var mine = page.answerTo(item), theirs = given.answers[item.id + "@" + page.role + ".html"] || given.answers[item.id] || { mark: null, note: "" };
      return { item: item, mine: mine, theirs: theirs, both: mine.mark !== null && theirs.mark !== null, gap: Math.abs(mine.mark - theirs.mark) };
    });
    var gaps = rows.filter(function (row) { return row.both && row.gap; }).sort(function (a, b) { return b.gap - a.gap; });
    var agreed = rows.filter(function (row) { return row.both && !row.gap; });
    var single = rows.filter(function (row) { return !row.both && (row.mine.mark !== null || row.theirs.mark !== null); });
    function cell(answer, label) {
      return make("td", { "data-label": label }, [answer.mark === null ? t("assess.no_answer") : MARKS[answer.mark]].concat(answer.note ? make("p", { class: "was" }, linked(answer.note)) : []));
    }
    function table(list) {
      var head = make("tr", {}, [make("th", { scope: "col" }, t("compare.all_expectations")), make("th", { scope: "col" }, t("talk.mine")), make("th", { scope: "col" }, name)]);
      return make("table", { class: "talk-table" }, [make("thead", {}, head), make("tbody", {}, list.map(function (row) {
        return make("tr", row.gap > 1 ? { class: "wide-gap" } : {}, [make("th", { scope: "row" }, row.item.text), cell(row.mine, t("talk.mine")), cell(row.theirs, name)]);
      }))]);
    }
    function group(title, list, folded) {
      if (!list.length) return "";
      return folded ? make("details", {}, [make("summary", {}, title), table(list)]) : make("section", {}, [make("h3", {}, title), table(list)]);
    }
    screen([
      heading(t("talk.beside", { name: name })),
      gaps.length ? group(t("talk.gaps", { number: gaps.length }), gaps) : make("p", {}, t("talk.no_gaps")),
      group(t("talk.single", { number: single.length }), single, true), group(t("talk.agreed", { number: agreed.length }), agreed, true),
      actions([button(t("assess.print"), function () { print(); }), button(t("talk.finish"), sheet, "button button-quiet")])
    ]);
  }

  rungs.talk = function () {
    open();
    choose();
  };
  rungs.talkSheet = function () {
    open();
    sheet();
  };

  document.head.append(make("link", { rel: "stylesheet", href: new URL("conversation.css", document.currentScript.src).href }));
})();
