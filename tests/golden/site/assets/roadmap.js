(function () {
  "use strict";
  var t = window.rungs.t;
  var base = new URL("../", document.currentScript.src), key = "rungs-roadmaps " + base.pathname;
  var roadmap = location.pathname.split("/").pop(), memory = null;
  var status = document.querySelector(".roadmap-status");
  var stages = status ? Array.from(document.querySelectorAll(".stage"), stage).filter(Boolean) : [];
  if (!stages.length) return;

  function stage(element) {
    var list = element.querySelector(".tasks");
    if (!list) return null;
    var count = document.createElement("span");
    count.className = "was stage-count";
    list.previousElementSibling.append(" ", count);
    var steps = Array.from(list.children, function (item) {
      var text = item.textContent.replace(/\s+/g, " ").trim(), box = document.createElement("input");
      box.type = "checkbox";
      box.setAttribute("aria-label", text);
      box.autocomplete = "off";
      item.prepend(box);
      box.addEventListener("change", function () { tick(text, box.checked); });
      item.addEventListener("click", function (event) {
        if (!event.target.closest("a, input") && !String(getSelection())) box.click();
      });
      return { text: text, box: box };
    });
    list.setAttribute("data-ticks", "");
    return { count: count, steps: steps };
  }

  function read() {
    var kept = Object.create(null), given = null;
    if (memory) return memory;
    try { given = JSON.parse(localStorage.getItem(key)); } catch (error) { /* Nothing that can be read. */ }
    if (given && typeof given === "object") Object.keys(given).forEach(function (name) {
      if (Array.isArray(given[name])) kept[name] = given[name].filter(function (text) { return typeof text === "string"; });
    });
    return kept;
  }
  function tick(text, on) {
    var kept = read(), done = (kept[roadmap] || []).filter(function (one) { return one !== text; });
    if (on) done.push(text);
    kept[roadmap] = done;
    try {
      localStorage.setItem(key, JSON.stringify(kept));
      memory = null;
      show();
    } catch (error) {
      memory = kept;
      show(" " + t("roadmap.not_kept"));
    }
  }
  function show(more) {
    var kept = read()[roadmap] || [], all = 0, done = 0;
    stages.forEach(function (stage) {
      stage.steps.forEach(function (step) { step.box.checked = kept.indexOf(step.text) >= 0; });
      var ticked = stage.steps.filter(function (step) { return step.box.checked; }).length;
      stage.count.textContent = t("frame.part", { number: ticked, total: stage.steps.length });
      all += stage.steps.length;
      done += ticked;
    });
    status.textContent = (done ? t("roadmap.done", { number: done, total: all }) : t("roadmap.tick")) + (more || "");
  }
  addEventListener("storage", function (event) {
    if (event.key === key || event.key === null) show();
  });
  show();
})();
