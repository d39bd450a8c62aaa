(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.scripts = "on";
  if (/[?&]roles=./.test(location.search)) root.dataset.roles = "";
  try {
    var choice = localStorage.getItem("rungs-scheme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    var site = new URL("../", document.currentScript.src).pathname;
    var reader = localStorage.getItem("rungs-reader " + site);
    if (reader) root.dataset.reader = "";
    var room = reader && JSON.parse(reader).room;
    if (room && room.width === innerWidth) root.style.setProperty("--reader-room", Number(room.height) + "px");
  } catch (error) {
  }
})();
