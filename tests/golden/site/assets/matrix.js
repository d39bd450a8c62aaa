(function () {
  "use strict";
  var t = window.rungs.t;
  var place = document.querySelector("[data-choose]");
  var frame = document.querySelector(".matrix-frame");
  if (!place || !frame) return;
  var rows = Array.from(frame.querySelectorAll("tbody tr:not(.matrix-section)"));
  var note = document.createElement("p");
  var heads = Array.from(frame.querySelectorAll("thead th"));

  var hidden = new Set((new URLSearchParams(location.search).get("without") || "").split("~"));
  var columns = heads.map(function (head, at) {
    var cells = rows.map(function (row) { return row.cells[at + 1]; });
    return choice(head.querySelector("a"), [head].concat(cells), "");
  });
  var topics = rows.map(function (row) {
    return choice(row.querySelector("th a"), [row], row.parentNode.querySelector(".matrix-section").textContent);
  });

  function choice(link, parts, group) {
    var name = link.getAttribute("href").split("/").pop().replace(".html", "");
    return { name: name, title: link.textContent, parts: parts, group: group.trim(), on: !hidden.has(name) };
  }

  function apply() {
    columns.concat(topics).forEach(function (one) {
      one.parts.forEach(function (part) { part.hidden = !one.on; });
    });
    frame.querySelectorAll("tbody").forEach(function (body) {
      body.hidden = !body.querySelector("tr:not(.matrix-section):not([hidden])");
    });
    var shown = columns.filter(function (one) { return one.on; }).length;
    frame.className = "matrix-frame " + (shown <= 4 ? "matrix-few" : shown <= 6 ? "matrix-some" : shown <= 10 ? "matrix-many" : "matrix-many matrix-vast");
    note.hidden = shown === columns.length;
    frame.querySelectorAll(".matrix-section th").forEach(function (cell) { cell.colSpan = shown + 1; });
  }

  function keep() {
    var without = columns.concat(topics).filter(function (one) { return !one.on; });
    var address = new URL(location.href);
    address.searchParams.delete("without");
    if (without.length) address.searchParams.set("without", without.map(function (one) { return one.name; }).join("~"));
    history.replaceState(history.state, "", address);
  }

  function list(title, choices) {
    var details = document.createElement("details");
    var summary = document.createElement("summary");
    var box = document.createElement("fieldset");
    var legend = document.createElement("legend");
    var all = document.createElement("button");
    legend.className = "vh";
    legend.textContent = title;
    all.type = "button";
    all.className = "button all";
    all.textContent = t("matrix.all");
    box.append(legend, all);
    var group = "";
    var inputs = choices.map(function (one) {
      if (one.group !== group) {
        group = one.group;
        var head = document.createElement("p");
        head.className = "group";
        head.textContent = group;
        box.append(head);
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
    all.addEventListener("click", function () {
      choices.forEach(function (one) { one.on = true; });
      update();
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
  place.append(note);
  if (hidden.size && !hidden.has("")) apply();
})();
