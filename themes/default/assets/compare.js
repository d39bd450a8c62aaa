// The page that compares any two or three roles. What is compared stands in the address, so that it can be shared and
// the way back leads to what was compared before. Without scripts the page lists the pairs that have pages.
(function () {
  "use strict";
  var place = document.querySelector("[data-compare]");
  if (!place) return;
  var rungs = window.rungs, t = rungs.t, make = rungs.make, root = place.dataset.root;
  var data, compared, names = [], selects, only;

  rungs.compare = function (given) {
    data = given;
    compared = rungs.compared(data, root);
    fill();
  };
  // The page has the form already, so that nothing moves when the roles come.
  build();
  var loader = make("script", { src: place.dataset.compare });
  loader.onerror = function () { place.append(make("p", { class: "nothing" }, t("compare.not_loaded"))); };
  document.head.append(loader);

  function build() {
    selects = Array.from(place.querySelectorAll("select"));
    selects.forEach(function (select, at) {
      // Typing or arrow keys pass other roles on the way, so that all choices of one visit are one step back.
      var visited = false;
      select.addEventListener("focus", function () { visited = false; });
      select.addEventListener("change", function () {
        names[at] = select.value;
        go(visited);
        visited = names.filter(Boolean).length > 1;
      });
    });
    only = place.querySelector(".switch input");
    only.addEventListener("change", function () {
      try { history.replaceState(null, "", address()); } catch (error) { /* The address stays as it is. */ }
      say();
    });
    place.querySelector("[data-swap]").addEventListener("click", function () {
      names = names.filter(Boolean).reverse();
      go();
    });
  }

  function fill() {
    selects.forEach(function (select) { select.append.apply(select, options()); });
    addEventListener("popstate", read);
    read();
  }

  function options() {
    var groups = new Map();
    data.roles.forEach(function (role) {
      var track = role.track || "";
      if (!groups.has(track)) groups.set(track, []);
      groups.get(track).push(make("option", { value: role.id }, role.title));
    });
    return Array.from(groups, function (group) {
      return group[0] ? make("optgroup", { label: group[0] }, group[1]) : group[1];
    }).flat();
  }

  // The address

  function read() {
    var given = new URLSearchParams(location.search);
    names = (given.get("roles") || "").split("~").slice(0, 3);
    only.checked = given.get("show") === "changes";
    var unknown = names.filter(function (name) { return name && !known(name); });
    show(unknown);
  }
  function known(id) {
    return data.roles.find(function (role) { return role.id === id; });
  }
  function address() {
    var chosen = names.filter(Boolean).map(encodeURIComponent).join("~");
    var parts = (chosen ? ["roles=" + chosen] : []).concat(only.checked ? ["show=changes"] : []);
    return location.pathname + (parts.length ? "?" + parts.join("&") : "");
  }
  function go(again) {
    // Only what shows something is worth a step back.
    var step = names.filter(Boolean).length > 1 && !again ? "pushState" : "replaceState";
    try { history[step](null, "", address()); } catch (error) { /* The address stays as it is. */ }
    show([]);
  }

  function show(unknown) {
    var result = place.querySelector(".compare-result");
    names = names.map(function (name) { return known(name) ? name : ""; });
    selects.forEach(function (select, at) { select.value = names[at] || ""; });
    var roles = names.filter(Boolean).map(known);
    result.replaceChildren();
    if (unknown.length) result.append(make("p", { class: "nothing" }, t("compare.unknown", { names: unknown.join(", ") })));
    if (roles.length > 1) result.append.apply(result, compared(roles));
    place.querySelector(".switch").toggleAttribute("data-shown", roles.length > 1);
    place.toggleAttribute("data-compared", roles.length > 1);
    say(roles);
  }
  function say(roles) {
    roles = roles || names.filter(Boolean).map(known);
    var shown = roles.map(function (role) { return role.title; }).join(" → ");
    place.querySelector("[role=status]").textContent = roles.length < 2 ? ""
      : only.checked ? t("compare.names_only_changes", { names: shown }) : shown;
  }
})();
