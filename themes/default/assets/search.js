// Opens search: at the link in the header, at `/` and at Ctrl or Cmd with K. All that search needs is loaded then and
// not before; on the search page at once. A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var assets = document.currentScript.src.replace(/[^/]*$/, "");
  var opener = document.querySelector("[data-search]");
  var page = document.querySelector("[data-search-page]");
  var loading;

  function script(name) {
    return new Promise(function (resolve, reject) {
      var element = document.createElement("script");
      element.src = assets + name;
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  function load() {
    if (!loading) {
      var sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = assets + "search.css";
      var styled = new Promise(function (resolve) { sheet.onload = sheet.onerror = resolve; });
      document.head.append(sheet);
      loading = Promise.all([script("search-engine.js"), script("search-view.js"), styled]);
      loading.catch(function () { loading = null; });
    }
    return loading;
  }

  // The field stands there at once, so that no letter is lost while the rest is loading.
  var dialog;
  function open() {
    if (dialog && dialog.open) return;
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "search";
      dialog.setAttribute("aria-label", "Search");
      dialog.append(document.createElement("input"));
      document.body.append(dialog);
    }
    var before = document.activeElement;
    dialog.addEventListener("close", function () {
      if (before && before.isConnected) before.focus({ preventScroll: true });
    }, { once: true });
    dialog.showModal();
    dialog.querySelector("input").focus();
    load().then(function () { window.rungsSearchView.dialog(dialog, assets + "../"); }, function () { location.href = opener.href; });
  }

  if (!opener) return;
  if (page) load().then(function () { window.rungsSearchView.page(page, assets + "../"); });
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
    var slash = key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing;
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
