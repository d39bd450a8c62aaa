// Keeps which boxes of a roadmap are ticked, in this browser: by the words beside them, so that a box keeps its tick
// when others move. The boxes work without it. A classic script, because modules do not load from file:// addresses.
(function () {
  "use strict";
  var boxes = Array.from(document.querySelectorAll(".tasks input"));
  var key = "rungs-roadmap " + location.pathname;
  var words = function (box) { return box.nextElementSibling.textContent.trim(); };
  var done = [];
  try {
    done = JSON.parse(localStorage.getItem(key)) || [];
  } catch (error) {
    // Nothing was kept.
  }
  boxes.forEach(function (box) {
    box.checked = done.indexOf(words(box)) >= 0;
    box.addEventListener("change", function () {
      var ticked = boxes.filter(function (one) { return one.checked; }).map(words);
      try {
        if (ticked.length) localStorage.setItem(key, JSON.stringify(ticked));
        else localStorage.removeItem(key);
      } catch (error) {
        // No storage: the ticks hold for this page.
      }
    });
  });
})();
