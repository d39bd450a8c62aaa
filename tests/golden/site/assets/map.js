(function () {
  "use strict";
  document.querySelectorAll("[data-career]").forEach(function (map) {
    var nodes = Array.from(map.querySelectorAll(".node"));

    function reached(role) {
      var found = new Map([[role, 0]]), waiting = [role];
      while (waiting.length) {
        var at = waiting.shift();
        nodes.filter(function (node) { return node.dataset.role === at; }).forEach(function (node) {
          node.dataset.to.split(" ").filter(Boolean).forEach(function (next) {
            if (found.has(next)) return;
            found.set(next, found.get(at) + 1);
            waiting.push(next);
          });
        });
      }
      return found;
    }
    function light(node) {
      map.toggleAttribute("data-lit", Boolean(node));
      var found = node ? reached(node.dataset.role) : new Map();
      nodes.forEach(function (one) {
        var steps = found.get(one.dataset.role);
        if (steps === undefined) delete one.dataset.steps;
        else one.dataset.steps = Math.min(steps, 2);
      });
    }
    function named() {
      var target;
      try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (error) { /* It names nothing. */ }
      return target && map.contains(target) ? target.closest(".node") : null;
    }
    function over(event) { light(event.target.closest(".node") || named()); }
    map.addEventListener("pointerover", over);
    map.addEventListener("focusin", over);
    map.addEventListener("pointerleave", function () { light(named()); });
    map.addEventListener("focusout", function () { light(named()); });
    addEventListener("hashchange", function () { light(named()); });
    light(named());
  });
})();
