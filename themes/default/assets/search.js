// Opens search: at the link in the header, at `/` and at Ctrl or Cmd with K. All that search needs is loaded then and
// not before; on the search page at once. A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var assets = document.currentScript.src.replace(/[^/]*$/, "");
  var opener = document.querySelector("[data-search]");
  var page = document.querySelector("[data-search-page]");
  var loading, styled;

  function script(name) {
    return new Promise(function (resolve, reject) {
      var element = document.createElement("script");
      element.src = assets + name;
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  // For what only some questions need.
  window.rungsSearchScript = script;

  function style() {
    return styled = styled || new Promise(function (resolve) {
      var sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = assets + "search.css";
      sheet.onload = sheet.onerror = resolve;
      document.head.append(sheet);
    });
  }

  function load() {
    if (!loading) {
      loading = Promise.all([script("search-strings.js"), script("search-engine.js"), script("search-view.js"), style()]);
      loading.catch(function () { loading = null; });
    }
    return loading;
  }

  // Loads search ahead when its link is pointed at or focused, and keeps the page for the list of recent ones.
  document.querySelectorAll("[data-search], [data-search-too]").forEach(function (link) {
    ["pointerenter", "focus"].forEach(function (name) {
      link.addEventListener(name, function () {
        load().then(function () { window.rungsSearchView.warm(assets + "../"); }, function () {});
      }, { once: true });
    });
  });
  try {
    var root = new URL("../", assets).href;
    var here = location.href.split(/[?#]/)[0];
    var heading = document.querySelector("main h1");
    if (heading && here.startsWith(root) && !page) {
      var visit = { root: root, path: here.slice(root.length), title: heading.textContent.trim().replace(/\s+/g, " ") };
      var visits = JSON.parse(localStorage.getItem("rungs-pages") || "[]").filter(function (one) {
        return one.root !== visit.root || one.path !== visit.path;
      });
      localStorage.setItem("rungs-pages", JSON.stringify([visit].concat(visits).slice(0, 12)));
    }
    var arrival = JSON.parse(sessionStorage.getItem("rungs-search-arrival") || "null");
    sessionStorage.removeItem("rungs-search-arrival");
    if (arrival && arrival.url === here) {
      style();
      script("search-arrive.js").then(function () { window.rungsSearchArrive(arrival.words, arrival.seek); }, function () {});
    }
  } catch (error) {
    // No storage: nothing is kept and nothing is marked.
  }

  // The field stands there at once, so that no letter is lost while the rest is loading.
  var dialog;
  function open() {
    if (dialog && dialog.open) return;
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "search";
      dialog.setAttribute("aria-label", window.rungs.t("frame.search"));
      dialog.append(document.createElement("input"));
      document.body.append(dialog);
    }
    var before = document.activeElement;
    dialog.addEventListener("close", function () {
      if (before && before.isConnected) before.focus({ preventScroll: true });
      // The page itself takes no focus, and keys in a field that is gone would open nothing.
      if (dialog.contains(document.activeElement)) document.activeElement.blur();
    }, { once: true });
    dialog.showModal();
    dialog.querySelector("input").focus();
    load().then(function () { window.rungsSearchView.dialog(dialog, assets + "../"); }, function () { location.href = opener.href; });
  }

  if (!opener) return;
  if (page && location.search) {
    page.setAttribute("data-busy", "");
    var list = document.querySelector("[data-search-a-to-z]");
    if (list) list.hidden = true;
  }
  if (page) load().then(function () { return script("search-page.js"); }).then(function () { window.rungsSearchPage(page, assets + "../"); });
  document.querySelectorAll("[data-search], [data-search-too]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      start();
    });
  });
  document.addEventListener("keydown", function (event) {
    var key = event.key;
    var command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key.toLowerCase() === "k";
    var typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    var slash = key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing && window.rungs.keysOn();
    if (!command && !slash) return;
    event.preventDefault();
    start();
  });
  function start() {
    var field = page && page.querySelector("input");
    if (field) field.focus();
    else open();
  }
})();
