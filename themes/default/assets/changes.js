// The announcement of the newest version: dismissed until the next one, which is kept in this browser alone. For a reader
// who said which role is theirs, it leads to what changed for that role since they dismissed the last one. Runs right
// behind the announcement, so that a dismissed one is never painted. Without it the announcement is a plain line.
// A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var root = new URL("../", document.currentScript.src);
  var key = "rungs-changes " + root.pathname;
  var bar = document.querySelector("[data-news]");
  // The versions, newest first.
  var versions = bar.dataset.news.split(" "), newest = versions[0];
  var seen = read(key);
  if (seen === newest) bar.hidden = true;

  function read(name) {
    try {
      return localStorage.getItem(name);
    } catch (error) {
      // No storage: the announcement stays.
      return null;
    }
  }
  // The path of the reader's role.
  function role() {
    var reader = window.rungs.reader();
    return reader ? reader.path : "";
  }

  // rungs.js has not run yet.
  var texts = JSON.parse(document.getElementById("section-texts").textContent);
  function t(name, values) {
    return (texts[name].other || texts[name]).replace(/\{(\w+)\}/g, function (whole, value) { return values[value]; });
  }

  var link = bar.querySelector("a"), plain = { href: link.href, words: link.textContent };
  var button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = t("history.dismiss");
  if (texts["history.dismiss"].lang) Object.assign(button, { lang: texts["history.dismiss"].lang, dir: "ltr" });
  button.addEventListener("click", function () {
    try { localStorage.setItem(key, newest); } catch (error) { /* It comes back on the next page. */ }
    bar.hidden = true;
    document.getElementById("section-main").focus({ preventScroll: true });
  });
  bar.append(button);
  lead();

  // Where the announcement leads: for a reader with a role to what changed for it.
  function lead() {
    var mine = role();
    link.href = mine ? new URL(mine, root).href + "#section-history" : plain.href;
    link.textContent = mine ? t("history.since") : plain.words;
  }

  // Whether a version is newer than the last one that was dismissed, which may be older than all of these. Without one,
  // only the newest is.
  function isNew(version) {
    var at = versions.indexOf(version), last = versions.indexOf(seen);
    return at >= 0 && seen !== newest && (seen === null ? at === 0 : last < 0 || at < last);
  }
  // On the page of the reader's role: its changes since then.
  var section, title;
  function mark() {
    var mine = role(), here = mine && new URL(mine, root).pathname === location.pathname;
    document.querySelectorAll(".new-since").forEach(function (one) { one.remove(); });
    if (section) section.querySelector("h2").textContent = title;
    if (!here || seen === newest) return;
    var changed = Array.from(section ? section.querySelectorAll("[data-version]") : []).filter(function (one) { return isNew(one.dataset.version); });
    if (!changed.length) {
      link.href = plain.href;
      link.textContent = t("history.nothing_here", { version: newest });
      return;
    }
    section.querySelector("h2").textContent = t("history.since");
    changed.forEach(function (one) {
      var tag = document.createElement("b");
      tag.className = "tag tag-new new-since";
      tag.textContent = t("history.new_since");
      one.prepend(tag, " ");
    });
  }
  addEventListener("DOMContentLoaded", function () {
    section = document.querySelector(".history");
    title = section && section.querySelector("h2").textContent;
    mark();
  });
  function again() {
    lead();
    mark();
  }
  document.addEventListener("rungs:reader", again);
  // Another tab has dismissed it, or chosen a role.
  addEventListener("storage", function (event) {
    if (event.key === key && event.newValue === newest) bar.hidden = true;
    again();
  });
})();
