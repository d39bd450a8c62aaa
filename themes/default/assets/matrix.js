// Choosing the columns and rows of a matrix: two lists of boxes above the table, and the choice in the address.
// The table is complete without it. A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var t = window.rungs.t, make = window.rungs.make;
  var place = document.querySelector("[data-choose]");
  var frame = document.querySelector(".matrix-frame");
  if (!place || !frame) return;
  var rows = Array.from(frame.querySelectorAll("tbody tr:not(.matrix-section)"));
  var note = document.createElement("p");
  var heads = Array.from(frame.querySelectorAll(".matrix-roles th")), groups = Array.from(frame.querySelectorAll(".matrix-tracks th"));
  var narrow = matchMedia("screen and (max-width: 52rem)");

  // What is not shown stands in the address, so that a link shows the same.
  var hidden = new Set((new URLSearchParams(location.search).get("without") || "").split("~"));
  var columns = heads.map(function (head, at) {
    var cells = rows.map(function (row) { return row.cells[at + 1]; });
    return Object.assign(choice(head.querySelector("a"), [head].concat(cells), head.dataset.track || ""), { level: head.dataset.level || "" });
  });
  var topics = rows.map(function (row) {
    return choice(row.querySelector("th a"), [row], row.parentNode.querySelector(".matrix-section").textContent);
  });

  /** One box: what it is called in the list and in the address, what it shows, and the group that it stands in. */
  function choice(link, parts, group) {
    var name = link.getAttribute("href").split("/").pop().replace(".html", "");
    return { name: name, title: link.textContent, parts: parts, group: group.trim(), on: !hidden.has(name) };
  }

  // On a phone one role at a time, the one of `single` among those that are chosen.
  var single = 0, pick;
  function visible() {
    var on = columns.filter(function (one) { return one.on; });
    return narrow.matches && on.length ? [on[Math.min(single, on.length - 1)]] : on;
  }
  function apply() {
    var now = visible();
    columns.forEach(function (one) {
      one.parts.forEach(function (part) { part.hidden = now.indexOf(one) < 0; });
    });
    topics.forEach(function (one) {
      one.parts.forEach(function (part) { part.hidden = !one.on; });
    });
    var from = 0;
    groups.forEach(function (head) {
      var all = Number(head.dataset.all = head.dataset.all || head.colSpan);
      var span = columns.slice(from, from + all).filter(function (one) { return now.indexOf(one) >= 0; }).length;
      from += all;
      head.hidden = !span;
      head.colSpan = Math.max(span, 1);
    });
    if (pick) fillPick();
    frame.querySelectorAll("tbody").forEach(function (body) {
      body.hidden = !body.querySelector("tr:not(.matrix-section):not([hidden])");
    });
    var shown = columns.filter(function (one) { return one.on; }).length;
    frame.className = "matrix-frame " + (shown <= 4 ? "matrix-few" : shown <= 6 ? "matrix-some" : shown <= 10 ? "matrix-many" : "matrix-many matrix-vast");
    // A cell says what changes from the role before, and says so still when that role is not shown.
    note.hidden = shown === columns.length || narrow.matches;
    frame.querySelectorAll(".matrix-section th").forEach(function (cell) { cell.colSpan = shown + 1; });
  }

  function keep() {
    var without = columns.concat(topics).filter(function (one) { return !one.on; });
    var address = new URL(location.href);
    address.searchParams.delete("without");
    if (without.length) address.searchParams.set("without", without.map(function (one) { return one.name; }).join("~"));
    history.replaceState(history.state, "", address);
  }

  /** A list of boxes under a button that says how many are chosen; the last one chosen stays. */
  function list(title, choices) {
    var details = document.createElement("details");
    var summary = document.createElement("summary");
    var box = document.createElement("fieldset");
    var legend = document.createElement("legend");
    legend.className = "vh";
    legend.textContent = title;
    function button(words, wanted, kind) {
      var made = make("button", { type: "button", class: "button " + kind }, words);
      made.addEventListener("click", function () {
        choices.forEach(wanted);
        update();
      });
      return made;
    }
    var filter = make("input", { type: "search", placeholder: t("index.filter"), "aria-label": t("index.filter"), autocomplete: "off" });
    filter.addEventListener("input", function () {
      var wanted = filter.value.trim().toLocaleLowerCase();
      inputs.forEach(function (input) { input.parentNode.hidden = !input.parentNode.textContent.toLocaleLowerCase().includes(wanted); });
    });
    box.append(legend, make("p", { class: "choose-tools" }, [
      button(t("matrix.all"), function (one) { one.on = true; }, "all"), button(t("matrix.none"), function (one) { one.on = false; }, "all"), filter
    ]));
    // One click for what stands on a level; a second one takes it away.
    var levels = Array.from(new Set(choices.map(function (one) { return one.level; }))).filter(Boolean);
    if (levels.length > 1) box.append(make("p", { class: "choose-levels" }, levels.map(function (level) { return toggle(level, "level"); })));
    function toggle(name, by) {
      var of = choices.filter(function (one) { return one[by] === name; });
      var made = make("button", { type: "button", class: "button all" }, name);
      made.addEventListener("click", function () {
        var whole = choices.every(function (one) { return one.on; });
        var on = !of.every(function (one) { return one.on; });
        if (whole) choices.forEach(function (one) { one.on = of.indexOf(one) >= 0; });
        else of.forEach(function (one) { one.on = on; });
        update();
      });
      return made;
    }
    var group = "";
    var inputs = choices.map(function (one) {
      if (one.group !== group) {
        group = one.group;
        box.append(make("p", { class: "group" }, choices === columns ? toggle(group, "group") : group));
      }
      var label = document.createElement("label");
      var input = document.createElement("input");
      input.type = "checkbox";
      label.append(input, " ", one.title);
      box.append(label);
      input.addEventListener("change", function () {
        one.on = input.checked || !choices.some(function (other) { return other !== one && other.on; });
        update();
      });
      return input;
    });
    function show() {
      var on = choices.filter(function (one) { return one.on; }).length;
      summary.textContent = on === choices.length ? t("matrix.all_shown", { title: title }) : t("matrix.some_shown", { title: title, number: on, total: choices.length });
      choices.forEach(function (one, at) { inputs[at].checked = one.on; });
    }
    function update() {
      show();
      apply();
      keep();
    }
    show();
    details.append(summary, box);
    details.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      summary.focus();
    });
    document.addEventListener("click", function (event) {
      if (!details.contains(event.target)) details.open = false;
    });
    return details;
  }

  note.className = "was";
  note.hidden = true;
  note.textContent = t("matrix.compared_with_before");
  if (columns.length > 1) place.append(list(place.dataset.roles, columns));
  if (topics.length > 1) place.append(list(place.dataset.topics, topics));
  place.append(make("button", { type: "button", class: "button csv" }, t("matrix.csv")), note);
  place.querySelector(".csv").addEventListener("click", save);

  // What is shown, as a table for other programs. A cell that such a program would take for a formula stays text.
  function save() {
    var shown = visible();
    function plain(cell) {
      var copy = cell.cloneNode(true);
      copy.querySelectorAll(".anchor, .cell-count, .step-rungs, .vh").forEach(function (one) { one.remove(); });
      var parts = Array.from(copy.querySelectorAll(".need, .statement, .was"), function (one) { return one.textContent.replace(/\s+/g, " ").trim(); });
      return parts.join("\n");
    }
    function field(text) { return '"' + (/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replace(/"/g, '""') + '"'; }
    var lines = [[""].concat(shown.map(function (one) { return one.title; }))];
    topics.forEach(function (topic) {
      if (topic.on) lines.push([topic.title].concat(shown.map(function (one) { return plain(one.parts[1 + topics.indexOf(topic)]); })));
    });
    var text = "\ufeff" + lines.map(function (line) { return line.map(field).join(","); }).join("\r\n") + "\r\n";
    var link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: place.dataset.file + ".csv" });
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  // The chooser of a phone: the role that is shown, and the ones beside it.
  function fillPick() {
    frame.dataset.picked = "";
    var on = columns.filter(function (one) { return one.on; });
    single = Math.max(0, Math.min(single, on.length - 1));
    var select = pick.querySelector("select");
    select.replaceChildren.apply(select, on.map(function (one, at) { return make("option", { value: String(at) }, one.title); }));
    select.value = String(single);
    pick.querySelectorAll("button").forEach(function (button, at) { button.disabled = at ? single === on.length - 1 : single === 0; });
  }
  function go(to) {
    single = to;
    apply();
  }
  if (columns.length > 1) {
    var reader = window.rungs.reader();
    single = reader ? Math.max(0, columns.findIndex(function (one) { return reader.path.endsWith("/" + one.name + ".html"); })) : 0;
    pick = document.querySelector(".matrix-pick");
    pick.append(
      make("button", { type: "button", class: "button", "aria-label": t("frame.previous") }, "‹"),
      make("select", { "aria-label": place.dataset.roles, autocomplete: "off" }),
      make("button", { type: "button", class: "button", "aria-label": t("frame.next") }, "›")
    );
    pick.firstChild.addEventListener("click", function () { go(single - 1); });
    pick.lastChild.addEventListener("click", function () { go(single + 1); });
    pick.querySelector("select").addEventListener("change", function (event) { go(Number(event.target.value)); });
  }
  narrow.addEventListener("change", apply);
  if ((hidden.size && !hidden.has("")) || narrow.matches) apply();
  if (pick) fillPick();
})();
