// Marks on a page what a search led to. Loaded when one did.
(function () {
  "use strict";
  // Marks the words that a search led here by: those of the statement in the address, or else those of the page, and
  // then shows the paragraph that has most of them if the search led to it.
  window.rungsSearchArrive = function (words, seek) {
    if (!words.length || !window.Highlight || !CSS.highlights) return;
    var id = decodeURIComponent(location.hash.slice(1));
    var place = (id && document.getElementById(id)) || document.querySelector("main");
    if (/^H[1-6]$/.test(place.tagName)) place = place.parentElement;
    var wanted = new RegExp(words.map(function (word) { return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); }).join("|"), "giu");
    var walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    var ranges = [];
    for (var node = walker.nextNode(); node && ranges.length < 200; node = walker.nextNode()) {
      for (var match of node.data.matchAll(wanted)) {
        var before = node.data.slice(0, match.index);
        if (/[\p{Alphabetic}\p{N}]$/u.test(before) && !/[\u3040-\u9fff]$/.test(before)) continue;
        var range = new Range();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        ranges.push(range);
      }
    }
    CSS.highlights.set("rungs-search", new Highlight(...ranges));
    var count = new Map();
    ranges.forEach(function (range) {
      var block = range.startContainer.parentElement.closest("p, li, td, dd, h1, h2, h3, h4, blockquote") || place;
      count.set(block, (count.get(block) || 0) + 1);
    });
    var most = Array.from(count.keys()).sort(function (a, b) { return count.get(b) - count.get(a); })[0];
    if (seek && most) most.scrollIntoView({ block: "center" });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape") CSS.highlights.delete("rungs-search");
    });
  };
})();
