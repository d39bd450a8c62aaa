// Where the reader stands: "this is my role" on role pages, and from then on marks on every page, a card on the home page
// and a menu in the header. Kept in this browser alone. Loaded by rungs.js on role pages, and where a role is kept.
// Every page is complete without it. A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var rungs = window.rungs;
  var root = new URL("../", document.currentScript.src);
  var key = "rungs-reader " + root.pathname;
  var html = document.documentElement;
  var reader = rungs.reader();

  function path(href) {
    var address = href.split(/[?#]/)[0];
    return address.indexOf(root.href) === 0 ? address.slice(root.href.length) : "";
  }
  function link(one) {
    var element = document.createElement("a");
    element.href = new URL(one.path, root).href;
    element.textContent = one.title;
    return element;
  }
  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  // The role of this page with its ways on, as the page shows them.
  function found() {
    var steps = Array.from(document.querySelectorAll("[data-way]"), function (way) {
      var to = way.querySelector("a");
      return {
        title: to.textContent.trim(), path: path(to.href),
        links: Array.from(way.querySelectorAll("[data-way-link]"), function (one) {
          return { title: one.dataset.wayLink, path: path(one.href) };
        }),
      };
    });
    return { title: document.querySelector("h1").textContent.trim(), path: path(location.href), next: steps,
      ladder: Array.from(document.querySelectorAll(".rail .rung-role"), function (rung) { return path(rung.href); }) };
  }

  function save(role) {
    reader = role;
    try {
      if (role) localStorage.setItem(key, JSON.stringify(role));
      else localStorage.removeItem(key);
    } catch (error) {
      // No storage: it holds for this page.
    }
  }
  function keep(role) {
    save(role);
    show();
    document.dispatchEvent(new CustomEvent("rungs:reader", { detail: role }));
  }

  // On the page of a role: the button, which rungs.js made. On that of the kept role, what is kept follows the page.
  var button = document.querySelector("[data-reader-slot] button");
  if (button) {
    button.addEventListener("click", function () { keep(isHere() ? null : found()); });
    if (isHere()) save(found());
  }
  function isHere() {
    return Boolean(reader) && reader.path === path(location.href);
  }

  // Links to the reader's role and to the next ones are marked, and what they stand for: columns, rungs, steps.
  function mark() {
    document.querySelectorAll("[data-reader-at]").forEach(function (one) { delete one.dataset.readerAt; });
    document.querySelectorAll(".reader-note").forEach(function (one) { one.remove(); });
    if (!reader) return;
    var at = {};
    reader.next.forEach(function (one) { at[one.path] = "next"; });
    at[reader.path] = "here";
    document.querySelectorAll("main a[href], aside a[href], .rail a[href]").forEach(function (one) {
      var href = typeof one.href === "string" ? one.href : new URL(one.href.baseVal, location.href).href;
      var where = href.indexOf("#") < 0 && at[path(href)];
      if (!where) return;
      one.dataset.readerAt = where;
      var step = one.closest("[data-reader-step]");
      if (step && step.dataset.readerAt !== "here") step.dataset.readerAt = where;
      column(one, where);
    });
    document.querySelectorAll("[data-reader-step][data-reader-at]").forEach(function (step) {
      var here = step.dataset.readerAt === "here";
      step.querySelector("header").append(make("p", "reader-note", rungs.t(here ? "reader.step_here" : "reader.step_next")));
    });
  }
  // The cells below a heading that links to a role.
  function column(of, where) {
    var head = of.closest("thead th");
    if (!head) return;
    var number = head.cellIndex;
    head.dataset.readerAt = where;
    Array.from(head.closest("table").tBodies, function (body) {
      Array.from(body.rows, function (row) {
        if (row.cells.length > number) row.cells[number].dataset.readerAt = where;
      });
    });
  }

  // In the header: who the reader is, the next steps, and a button that forgets.
  var menu;
  function header() {
    if (menu) menu.remove();
    menu = null;
    delete html.dataset.readerReady;
    var before = document.querySelector(".scheme");
    if (!reader || !before) return;
    menu = make("details", "reader-menu");
    var summary = make("summary");
    summary.setAttribute("aria-label", rungs.t("reader.menu", { title: reader.title }));
    summary.title = reader.title;
    summary.innerHTML = '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><circle cx="10" cy="6.5" r="3.25"/><path d="M3.5 17c.6-3.6 3.1-5.4 6.5-5.4s5.9 1.8 6.5 5.4"/></svg>';
    var panel = make("div", "reader-panel");
    var forget = make("button", "button", rungs.t("reader.forget"));
    forget.type = "button";
    forget.addEventListener("click", function () {
      keep(null);
      (button || document.querySelector("[data-search]") || document.body).focus();
    });
    panel.append(make("p", "label", rungs.t("reader.yours")), link(reader), steps(), make("p", "was", rungs.t("reader.stays")), forget);
    menu.append(summary, panel);
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary.focus();
    });
    before.before(menu);
    html.dataset.readerReady = "";
  }
  document.addEventListener("click", function (event) {
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  function steps() {
    var list = make("ul", "reader-steps");
    reader.next.slice(0, 2).forEach(function (one) {
      var item = make("li");
      item.append(link(one));
      one.links.slice(0, 2).forEach(function (more) { item.append(" ", link(more)); });
      list.append(item);
    });
    return list;
  }

  // On the home page: a card with the role, the progress of its self-assessment, and the next steps.
  var home = document.querySelector("[data-reader-home]");
  function card() {
    if (!home) return;
    home.textContent = "";
    if (!reader) return;
    var title = make("h2", "", rungs.t("reader.yours"));
    var role = make("p", "reader-role");
    role.append(link(reader));
    home.append(title, role);
    var done = progress();
    if (done) home.append(make("p", "was", done));
    if (reader.next.length) home.append(make("p", "label", rungs.t("reader.next")), steps());
    reader.room = { width: innerWidth, height: home.offsetHeight };
    save(reader);
  }
  function progress() {
    try {
      var kept = JSON.parse(localStorage.getItem("rungs-assessment " + root.pathname));
      var seen = Object.keys(kept.roles[reader.path.split("/").pop()].seen);
      var answered = seen.filter(function (id) { return kept.answers[id] && typeof kept.answers[id].mark === "number"; });
      return rungs.t("reader.progress", { number: answered.length, total: seen.length });
    } catch (error) {
      // No self-assessment has begun.
      return "";
    }
  }

  function show() {
    html.toggleAttribute("data-reader", Boolean(reader));
    if (button) {
      button.setAttribute("aria-pressed", String(isHere()));
      button.textContent = rungs.t(isHere() ? "reader.forget" : "reader.mine");
    }
    header();
    card();
    mark();
  }
  // Another tab has chosen.
  addEventListener("storage", function (event) {
    if (event.key !== key && event.key !== null) return;
    reader = rungs.reader();
    show();
  });
  show();
  // The card is as high as its style makes it.
  addEventListener("load", card);
})();
