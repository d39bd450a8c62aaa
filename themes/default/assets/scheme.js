// Runs before the first paint: the remembered colour scheme, a mark that scripts run, and one that a comparison is
// asked for, which needs room.
// A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.scripts = "on";
  if (/[?&]roles=./.test(location.search)) root.dataset.roles = "";
  try {
    var choice = localStorage.getItem("rungs-scheme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  } catch (error) {
    // No storage: the system's preference holds.
  }
})();
