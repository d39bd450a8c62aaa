// What pages can do when scripts run: choose a colour scheme, copy a link, print what is folded.
// Every page is complete without it. A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var root = document.documentElement;
  var rungs = window.rungs = window.rungs || {};

  // Interface texts. The page carries those that its own scripts ask for at once; strings.js adds the rest.
  var page = document.getElementById("section-texts"), texts = page ? JSON.parse(page.textContent) : {};
  rungs.addTexts = function (more) { Object.assign(texts, more); };
  // The parts of the text `name`: its words, and its values, which may be elements. `count` chooses the plural form.
  rungs.parts = function (name, values) {
    var text = texts[name];
    if (text && typeof text === "object") text = text[new Intl.PluralRules(root.lang).select(values.count)] || text.other;
    return String(text || name).split(/\{(\w+)\}/).map(function (part, at) {
      return at % 2 ? values[part] : part;
    }).filter(function (part) { return part !== ""; });
  };
  rungs.t = function (name, values) { return rungs.parts(name, values).join(""); };

  // Scripts that few pages need come one after the other.
  var assets = new URL("./", document.currentScript.src);
  function load(names, done) {
    names.forEach(function (name, at) {
      var script = document.createElement("script");
      script.src = new URL(name, assets).href;
      script.async = false;
      if (done && at === names.length - 1) script.addEventListener("load", done);
      document.head.append(script);
    });
  }

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
  var status = document.createElement("p");
  status.className = "toast";
  status.setAttribute("role", "status");
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
      load(["copy.js"], function () {
        rungs.copy(fetch(markdown.href).then(function (answer) {
          if (!answer.ok) throw new Error(answer.statusText);
          return answer.text();
        })).then(function () { say(rungs.t("frame.copied_markdown")); }, function () { location.assign(markdown.href); });
      });
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
    var counted = document.createElement("p");
    counted.className = "was filter-count";
    counted.setAttribute("role", "status");
    filters[0].closest(".filter, .switch").append(counted);
    filters.forEach(function (input) { input.addEventListener("change", function () { chosen(input); }); });
    filter();
    count();
  }

  // The sign that links to an expectation appears when the pointer is over the expectation, or `#` is pressed.
  function sign(statement) {
    var text = statement.querySelector(".statement-text");
    if (!text || text.querySelector(".anchor")) return;
    var anchor = document.createElement("a");
    anchor.className = "anchor";
    anchor.href = "#" + statement.id;
    anchor.textContent = "#";
    anchor.setAttribute("aria-label", statement.closest("[data-link]").dataset.link);
    text.append(" ", anchor);
  }
  document.querySelectorAll("[data-link]").forEach(function (part) {
    part.addEventListener("pointerover", function (event) {
      var statement = event.target.closest(".statement[id]");
      if (statement) sign(statement);
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "#" && !event.target.closest("input, textarea, select")) part.querySelectorAll(".statement[id]").forEach(sign);
    });
  });

  // Where the reader stands comes when they say it, or did before.
  var slot = document.querySelector("[data-reader-slot]"), knowsReader = false;
  function knowReader(done) {
    if (knowsReader) return;
    knowsReader = true;
    var sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("reader.css", assets).href;
    document.head.append(sheet);
    load(["strings.js", "reader.js"], done);
  }
  if (slot) {
    var mine = document.createElement("button");
    mine.type = "button";
    mine.className = "button";
    mine.textContent = rungs.t("reader.mine");
    mine.addEventListener("click", function () { knowReader(function () { mine.click(); }); });
    slot.append(mine);
  }
  if ("reader" in root.dataset) knowReader();

  // Self-assessment comes when someone asks for it, or did before.
  var expected = document.querySelector(".kind-role .expected");
  if (expected && expected.querySelector(".statement[id]")) {
    var assess = document.createElement("section");
    assess.className = "assess";
    assess.setAttribute("aria-label", rungs.t("assess.title"));
    assess.innerHTML = '<p class="assess-start"><button type="button" class="button"></button> <span></span></p>';
    assess.querySelector("button").textContent = rungs.t("assess.start");
    assess.querySelector("span").textContent = rungs.t("assess.stays");
    expected.prepend(assess);
    var begin = function () { load(["strings.js", "assess-answers.js", "assess.js"]); };
    assess.querySelector("button").addEventListener("click", begin, { once: true });
    var begun = location.hash === "#section-assessment";
    try {
      var kept = JSON.parse(localStorage.getItem("rungs-assessment " + new URL("../", assets).pathname));
      begun = begun || kept.roles[location.pathname.split("/").pop()].open;
    } catch (error) {
      // Nothing was kept.
    }
    if (begun) begin();
  }

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
