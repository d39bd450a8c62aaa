// The keys of a page: `[` and `]` along a ladder or to the page before and after, `?` for the list of keys, which also
// turns single keys off. Loaded by rungs.js when one of them is pressed first.
(function () {
  "use strict";
  var rungs = window.rungs, t = rungs.t, make = rungs.make;
  document.head.append(make("link", { rel: "stylesheet", href: new URL("keys.css", document.currentScript.src) }));

  function along(by) {
    if (rungs.walk) return rungs.walk(by);
    var here = document.querySelector(".stepper [aria-current]"), item = here && here.closest("li");
    var near = item && (by < 0 ? item.previousElementSibling : item.nextElementSibling);
    var link = item ? near && near.querySelector("a") : document.querySelector(by < 0 ? "a[rel=prev]" : "a[rel=next]");
    if (link) location.assign(link.href);
  }

  function help() {
    if (document.querySelector(".keys")) return;
    var close = make("button", { type: "button", class: "button" }, t("frame.close"));
    var box = make("input", { type: "checkbox" });
    box.checked = rungs.keysOn();
    box.addEventListener("change", function () {
      try {
        if (box.checked) localStorage.removeItem("rungs-keys");
        else localStorage.setItem("rungs-keys", "off");
      } catch (error) {
        // No storage: it holds for this page.
      }
      rungs.keysOff = !box.checked;
    });
    var rows = [["/", "keys.search"], ["[", "keys.below"], ["]", "keys.above"], ["#", "keys.links"], ["?", "keys.help"]];
    var dialog = make("dialog", { class: "keys", "aria-labelledby": "section-keys" }, [
      make("h2", { id: "section-keys" }, t("keys.title")),
      make("dl", {}, rows.map(function (row) { return make("div", {}, [make("dt", {}, make("kbd", {}, row[0])), make("dd", {}, t(row[1]))]); })),
      make("p", {}, make("label", {}, [box, " ", t("keys.single")])), close
    ]);
    close.addEventListener("click", function () { dialog.close(); });
    dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", function () { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  rungs.key = function (key) {
    if (key === "?") help();
    else along(key === "[" ? -1 : 1);
  };
})();
