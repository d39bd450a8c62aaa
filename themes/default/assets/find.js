// Fields that find by typing: the roles of the home page, and the entries of a list. The page is complete without them.
(function () {
  "use strict";
  var t = window.rungs.t, make = window.rungs.make, lang = document.documentElement.lang;
  function fold(text) { return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(lang).replace(/\s+/g, " ").trim(); }

  // On the home page a role is opened as soon as its title is whole, or with Enter the first that begins so.
  var finder = document.querySelector("[data-find-role]");
  if (finder) {
    var roles = new Map();
    document.querySelectorAll("main :is(.node-title, .rung-role, .home-group li a)").forEach(function (link) {
      if (!roles.has(link.textContent.trim())) roles.set(link.textContent.trim(), link.href);
    });
    var list = make("datalist", { id: "section-find-roles" }, Array.from(roles.keys(), function (title) { return make("option", { value: title }); }));
    finder.setAttribute("list", list.id);
    finder.after(list);
    var open = function (whole) {
      var typed = fold(finder.value), titles = Array.from(roles.keys());
      var title = typed && (titles.find(function (one) { return fold(one) === typed; }) || !whole && titles.find(function (one) { return fold(one).startsWith(typed); })
        || !whole && titles.find(function (one) { return (" " + fold(one)).includes(" " + typed); }));
      if (title) location.assign(roles.get(title));
    };
    finder.addEventListener("input", function (event) { if (!event.inputType || event.inputType === "insertReplacementText") open(true); });
    finder.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      open(false);
    });
  }

  // In a list the entries without what is typed step aside, with the groups that have none left.
  var field = document.querySelector("[data-find]");
  if (field) {
    var entries = Array.from(document.querySelectorAll(".cards > li"), function (entry) { return { entry: entry, text: fold(entry.textContent) }; });
    var groups = document.querySelectorAll(".index-group"), status = make("span", { role: "status", class: "was" });
    field.after(" ", status);
    var filter = function () {
      var typed = fold(field.value), number = 0;
      entries.forEach(function (one) {
        var group = one.entry.closest(".index-group"), title = group && group.querySelector("h2");
        one.entry.hidden = !one.text.includes(typed) && !(title && fold(title.textContent).includes(typed));
        if (!one.entry.hidden) number++;
      });
      groups.forEach(function (group) { group.hidden = !group.querySelector(".cards > li:not([hidden])"); });
      status.textContent = typed ? t("frame.part", { number: number, total: entries.length }) : "";
    };
    field.addEventListener("input", filter);
    // The texts come when the field is used; what was typed before is counted then.
    field.addEventListener("focus", function () { window.rungs.load(["strings.js"], filter); }, { once: true });
  }
})();
