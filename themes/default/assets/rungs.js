// What pages can do when scripts run: choose a colour scheme, copy a link, print what is folded.
// Every page is complete without it. A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var root = document.documentElement;
  var rungs = window.rungs = window.rungs || {};

  // Numbers and dates have the digits 0 to 9 in every language, as on the pages.
  var DIGITS = { numberingSystem: "latn" };
  rungs.date = function (date) {
    return date.toLocaleDateString(root.lang === "en" ? "en-GB" : root.lang, Object.assign({ dateStyle: "long" }, DIGITS));
  };

  var numbers, plurals;
  function number(value) {
    numbers = numbers || new Intl.NumberFormat(root.lang, DIGITS);
    return numbers.format(value);
  }
  function plural(count) {
    plurals = plurals || new Intl.PluralRules(root.lang);
    return plurals.select(count);
  }

  // Interface texts. The page carries those that its own scripts ask for at once; strings.js adds the rest.
  var page = document.getElementById("section-texts"), texts = page ? JSON.parse(page.textContent) : {};
  rungs.addTexts = function (more) { Object.assign(texts, more); };
  // The parts of the text `name`: its words, and its values, which may be elements. `count` chooses the plural form.
  rungs.parts = function (name, values) {
    var text = texts[name];
    if (text && typeof text === "object") text = values && text[plural(values.count || 0)] || text.other;
    return String(text || name).split(/\{(\w+)\}/).map(function (part, at) {
      var value = at % 2 ? values[part] : part;
      return typeof value === "number" ? number(value) : value;
    }).filter(function (part) { return part !== ""; });
  };
  // Texts without a translation, with their language.
  var foreign = new Map();
  rungs.t = function (name, values) {
    var said = rungs.parts(name, values).join("");
    if (texts[name] && texts[name].lang) foreign.set(said, texts[name].lang);
    return said;
  };

  // An element with attributes and children; text stays text. If it says nothing but a text without a translation, it has
  // the language of that text, which is written from left to right; a field has that of what is typed.
  var make = rungs.make = function (name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    children = [].concat(children === undefined ? [] : children);
    var said = foreign.get(element.getAttribute("aria-label")) || foreign.get(children[0]);
    if (said && name !== "input" && children.length < 2 && !(children[0] instanceof Element)) Object.assign(element, { lang: said, dir: "ltr" });
    element.append.apply(element, children);
    return element;
  };

  // Scripts that few pages need come one after the other.
  var assets = new URL("./", document.currentScript.src);
  var load = rungs.load = function (names, done) {
    names.forEach(function (name, at) {
      var script = make("script", { src: new URL(name, assets) });
      script.async = false;
      if (done && at === names.length - 1) script.addEventListener("load", done);
      document.head.append(script);
    });
  };

  // Choosing back follows the system again.
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
        // No storage.
      }
      show();
    });
    system.addEventListener("change", show);
    show();
  }

  // The sign beside a heading also copies its address.
  var status = make("p", { class: "toast", role: "status" });
  document.body.append(status);
  var timer;
  document.addEventListener("click", function (event) {
    var anchor = event.target instanceof Element && event.target.closest("a.anchor");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
    navigator.clipboard.writeText(anchor.href).then(function () { say(rungs.t("frame.link_copied")); }, function () {
      // The address bar shows it all the same.
    });
  });

  function say(words) {
    status.textContent = words;
    status.dataset.shown = "";
    clearTimeout(timer);
    timer = setTimeout(function () {
      delete status.dataset.shown;
      status.textContent = "";
    }, 2000);
  }

  // Markdown is copied, where a script may read it.
  var markdown = document.querySelector("a[data-copy-markdown]");
  if (markdown && location.protocol !== "file:" && window.fetch) {
    markdown.textContent = rungs.t("frame.copy_markdown");
    markdown.setAttribute("role", "button");
    markdown.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      load(["copy.js"], function () { rungs.copyMarkdown(markdown, function () { say(rungs.t("frame.copied_markdown")); }); });
    });
    markdown.addEventListener("keydown", function (event) {
      if (event.key !== " ") return;
      event.preventDefault();
      markdown.click();
    });
  }

  // A filter stands in the address, to be shared.
  var filters = Array.from(document.querySelectorAll('input[name="filter"]'));
  function filter() {
    var wanted = new URLSearchParams(location.search).get("show");
    filters.forEach(function (input) { input.checked = wanted ? input.value === wanted : input.defaultChecked; });
    if (!filters.some(function (input) { return input.checked || input.type === "checkbox"; })) filters[0].checked = true;
  }
  function chosen(input, linked) {
    var address = new URL(location.href), on = input.checked && !input.defaultChecked && !linked;
    if (on) address.searchParams.set("show", input.value);
    else address.searchParams.delete("show");
    try { history.replaceState(history.state, "", address); } catch (error) { /* The address stays as it is. */ }
    count();
  }
  function count() {
    var on = filters.find(function (input) { return input.checked; }), part = filters[0].closest(".expected") || document.querySelector("main");
    var all = Array.from(part.querySelectorAll(".statement")), now = on ? on.value : "all";
    var whole = now === "all" || now === "short";
    var shown = all.filter(function (one) {
      if (now === "changes") return one.dataset.change !== "unchanged";
      return now === "new" ? one.dataset.change : (" " + one.dataset.toward + " ").includes(" " + now.slice("toward-".length) + " ");
    });
    counted.textContent = whole ? "" : rungs.t("role.filter_count", { number: shown.length, total: all.length });
  }
  if (filters.length) {
    var counted = make("p", { class: "was filter-count", role: "status" });
    filters[0].closest(".filter, .switch").append(counted);
    filters.forEach(function (input) { input.addEventListener("change", function () { chosen(input); }); });
    filter();
    count();
  }

  // The sign that links to an expectation appears when the pointer is over the expectation, or `#` is pressed.
  function sign(statement) {
    var text = statement.querySelector(".statement-text");
    if (!text || text.querySelector(".anchor")) return;
    text.append(" ", make("a", { class: "anchor", href: "#" + statement.id, "aria-label": rungs.t("statement.link") }, "#"));
  }
  document.querySelectorAll("[data-link]").forEach(function (part) {
    part.addEventListener("pointerover", function (event) {
      var statement = event.target.closest(".statement[id]");
      if (statement) sign(statement);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "#" && !rungs.typing(event)) part.querySelectorAll(".statement[id]").forEach(sign);
    });
  });

  // Where the reader stands comes when they say it, or did before.
  var slot = document.querySelector("[data-reader-slot]"), knowsReader = false;
  function knowReader(done) {
    if (knowsReader) return;
    knowsReader = true;
    document.head.append(make("link", { rel: "stylesheet", href: new URL("reader.css", assets) }));
    load(["strings.js", "reader.js"], done);
  }
  if (slot) {
    var mine = make("button", { type: "button", class: "button" }, rungs.t("reader.mine"));
    mine.addEventListener("click", function () { knowReader(function () { mine.click(); }); });
    slot.append(mine);
  }
  if ("reader" in root.dataset) knowReader();

  // Self-assessment comes when someone asks for it, or did before.
  var expected = document.querySelector(".kind-role .expected");
  if (expected && expected.querySelector(".statement[id]")) {
    var start = make("button", { type: "button", class: "button" }, rungs.t("assess.start"));
    expected.prepend(make("section", { class: "assess", "aria-label": rungs.t("assess.title") },
      make("p", { class: "assess-start" }, [start, " ", make("span", {}, rungs.t("assess.stays"))])));
    var begin = function () { load(["strings.js", "assess-answers.js", "assess.js"]); };
    start.addEventListener("click", begin, { once: true });
    var begun = location.hash === "#section-assessment";
    try {
      var kept = JSON.parse(localStorage.getItem("rungs-assessment " + new URL("../", assets).pathname));
      begun = begun || kept.roles[location.pathname.split("/").pop()].open;
    } catch (error) {
      // Nothing was kept.
    }
    if (begun) begin();
  }

  // Ladders can be walked.
  if (document.querySelector("[data-walk]")) load(["ladder.js"]);

  // The keys `?`, `[` and `]`, which can be turned off.
  function press(key) {
    if (rungs.key) rungs.key(key);
    else load(["strings.js", "keys.js"], function () { rungs.key(key); });
  }
  rungs.typing = function (event) {
    return event.target.closest("input, textarea, select, [contenteditable], dialog") || event.ctrlKey || event.metaKey || event.altKey || !rungs.keysOn();
  };
  rungs.keysOn = function () {
    try { return localStorage.getItem("rungs-keys") !== "off" && !rungs.keysOff; } catch (error) { return !rungs.keysOff; }
  };
  document.addEventListener("keydown", function (event) {
    if (/^[?[\]]$/.test(event.key) && !rungs.typing(event)) press(event.key);
  });
  var keys = document.querySelector("[data-keys]");
  if (keys) keys.addEventListener("click", function () { press("?"); });

  // Menus close when one leaves them.
  document.querySelectorAll("details.menu, details.nav-more").forEach(function (menu) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

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

  // The element that the fragment of the address names; null for a fragment that is malformed or names nothing.
  function linked() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (error) {
      return null;
    }
  }

  // A link into something folded unfolds it.
  function unfold() {
    var target = linked();
    for (var part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
    }
    // What is linked to is shown, whatever was chosen.
    if (target && filters.length && target.closest("main") && !target.getClientRects().length) {
      filters.forEach(function (input) { input.checked = input.value === "all"; });
      chosen(filters.find(function (input) { return input.checked; }) || filters[0], true);
      target.scrollIntoView();
    }
    if (target && target.closest("details")) target.scrollIntoView();
  }
  addEventListener("hashchange", unfold);
  unfold();
})();
