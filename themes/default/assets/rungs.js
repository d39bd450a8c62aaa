// What pages can do when scripts run: choose a colour scheme, copy a link, print what is folded.
// Every page is complete without it. A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var root = document.documentElement;

  // The scheme follows the system until someone chooses the other one, and again when they choose back.
  var toggle = document.querySelector("[data-scheme-toggle]");
  var system = matchMedia("(prefers-color-scheme: dark)");
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  }
  function show() {
    toggle.setAttribute("aria-pressed", String(isDark()));
  }
  if (toggle) {
    toggle.addEventListener("click", function () {
      var dark = !isDark();
      var choice = dark === system.matches ? "" : dark ? "dark" : "light";
      if (choice) root.dataset.theme = choice;
      else delete root.dataset.theme;
      try {
        if (choice) localStorage.setItem("rungs-scheme", choice);
        else localStorage.removeItem("rungs-scheme");
      } catch (error) {
        // No storage: the choice holds for this page.
      }
      show();
    });
    system.addEventListener("change", show);
    show();
  }

  // A click on the sign beside a heading or an expectation also copies its address.
  var status = document.createElement("p");
  status.className = "toast";
  status.setAttribute("role", "status");
  document.body.append(status);
  var timer;
  document.addEventListener("click", function (event) {
    var anchor = event.target instanceof Element && event.target.closest("a.anchor");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
    navigator.clipboard.writeText(anchor.href).then(function () {
      status.textContent = "Link copied";
      status.dataset.shown = "";
      clearTimeout(timer);
      timer = setTimeout(function () {
        delete status.dataset.shown;
        status.textContent = "";
      }, 2000);
    }, function () {
      // Not allowed here: the address bar shows the link all the same.
    });
  });

  // The menu closes when one leaves it.
  var menu = document.querySelector("details.menu");
  if (menu) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }

  // Paper cannot be unfolded.
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("main details:not([open])"));
    opened.forEach(function (details) { details.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
    opened = [];
  });

  // A link into something folded unfolds it.
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
    }
    if (target && target.closest("details")) target.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  unfold();
})();
