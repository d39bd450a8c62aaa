// Runs before the first paint: the remembered colour scheme, a mark that scripts run, and marks that a comparison is
// asked for or the reader's role is kept, which need room.
// A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.scripts = "on";
  // What is kept of the reader's role, or null. It is checked, because anybody may have written it.
  var site = new URL("../", document.currentScript.src);
  var rungs = window.rungs = { reader: function () {
    function isLink(one) {
      return typeof one.title === "string" && typeof one.path === "string" && new URL(one.path, site).href.startsWith(site.href);
    }
    try {
      var kept = JSON.parse(localStorage.getItem("rungs-reader " + site.pathname));
      return kept && isLink(kept) && kept.next.every(function (one) { return isLink(one) && one.links.every(isLink); }) ? kept : null;
    } catch (error) {
      return null;
    }
  } };
  if (/[?&]roles=./.test(location.search)) root.dataset.roles = "";
  try {
    var choice = localStorage.getItem("rungs-scheme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    var reader = rungs.reader();
    if (reader) root.dataset.reader = "";
    var room = reader && reader.room;
    // The height that the card of the home page had at this width.
    if (room && room.width === innerWidth) root.style.setProperty("--reader-room", Number(room.height) + "px");
    // The place of the topic from which a ladder was walked: it stays there, see ladder.js.
    var walk = JSON.parse(sessionStorage.getItem("rungs-walk"));
    if (walk && walk.path === location.pathname) root.style.scrollPaddingBlockStart = Math.max(walk.top, 0) + "px";
  } catch (error) {
    // No storage, or nothing that can be read: the system's preference holds.
  }
})();
