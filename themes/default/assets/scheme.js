// Runs before the first paint: the remembered colour scheme, and a mark that scripts run.
// A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.scripts = "on";
  try {
    var choice = localStorage.getItem("rungs-scheme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  } catch (error) {
    // No storage: the system's preference holds.
  }
})();
