// The page that compares up to four roles, each with the first. What is compared stands in the address, so that it can be shared and
// the way back leads to what was compared before. Without scripts the page lists the pairs that have pages.
(function () {
  "use strict";
  var place = document.querySelector("[data-compare]");
  if (!place) return;
  var rungs = window.rungs, t = rungs.t, make = rungs.make, root = place.dataset.root;
  var MOST = 4, heading = document.title, data, compared, names = [], field, chips, only;

  rungs.compare = function (given) {
    data = given;
    compared = rungs.compared(data, root);
    fill();
  };
  // The page has the form already, so that nothing moves when the roles come.
  build();
  var loader = make("script", { src: place.dataset.compare });
  loader.onerror = function () {
    place.dataset.ready = "";
    place.append(make("p", { class: "nothing" }, t("compare.not_loaded")));
  };
  document.head.append(loader);

  function build() {
    field = place.querySelector("#section-compare-add");
    chips = place.querySelector("[data-chips]");
    // A name that is whole is taken; what is typed on the way to it is not.
    field.addEventListener("input", function (event) {
      var role = named(field.value);
      if (role && (event.inputType === "insertReplacementText" || !event.inputType)) add(role);
    });
    field.addEventListener("change", function () { add(named(field.value) || nearest(field.value)); });
    field.addEventListener("keydown", function (event) {
      if (event.key === "Enter") {
        event.preventDefault();
        add(named(field.value) || nearest(field.value));
      } else if (event.key === "Backspace" && !field.value && names.length) take(names.length - 1);
    });
    only = place.querySelector(".switch input");
    only.addEventListener("change", function () {
      try { history.replaceState(null, "", address()); } catch (error) { /* The address stays as it is. */ }
      say();
    });
    place.querySelector("[data-swap]").addEventListener("click", function () {
      names.reverse();
      go();
    });
  }

  // The list of the field: titles, and the track where two roles have the same.
  function fill() {
    var times = new Map();
    data.roles.forEach(function (role) { times.set(role.title, (times.get(role.title) || 0) + 1); });
    data.roles.forEach(function (role) {
      role.label = times.get(role.title) > 1 ? t("frame.labelled", { label: role.track || role.id, text: role.title }) : role.title;
    });
    place.querySelector("datalist").append.apply(place.querySelector("datalist"), data.roles.map(function (role) {
      return make("option", { value: role.label }, role.label === role.title ? role.track || "" : "");
    }));
    addEventListener("popstate", read);
    read();
    place.dataset.ready = "";
  }
  function fold(text) { return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(document.documentElement.lang).trim(); }
  function named(text) {
    return data && data.roles.find(function (role) { return fold(role.label) === fold(text); });
  }
  // The first role whose title begins with what is typed, else has a word that does.
  function nearest(text) {
    var wanted = fold(text), free = data ? data.roles.filter(function (role) { return names.indexOf(role.id) < 0; }) : [];
    if (!wanted) return null;
    return free.find(function (role) { return fold(role.title).startsWith(wanted); })
      || free.find(function (role) { return fold(role.title).split(/[\s,/-]+/).some(function (word) { return word.startsWith(wanted); }); });
  }
  function add(role) {
    if (!role || names.indexOf(role.id) >= 0 || names.length >= MOST) return;
    names.push(role.id);
    field.value = "";
    go();
    field.focus();
  }
  function take(number) {
    names.splice(number, 1);
    go();
    field.focus();
  }
  function chip(role, number) {
    var away = make("button", { type: "button", "aria-label": t("comparisons.remove", { title: role.title }) }, "×");
    away.addEventListener("click", function () { take(number); });
    return make("li", { class: number ? "" : "chip-base" }, [make("span", {}, role.title), away]);
  }

  // The address

  function read() {
    var given = new URLSearchParams(location.search);
    var wanted = (given.get("roles") || "").split("~").filter(function (name, at, all) { return name && all.indexOf(name) === at; });
    only.checked = given.get("show") === "changes";
    var unknown = wanted.filter(function (name) { return !known(name); });
    names = wanted.filter(known).slice(0, MOST);
    show(unknown);
  }
  function known(id) {
    return data.roles.find(function (role) { return role.id === id; });
  }
  function address() {
    var chosen = names.map(encodeURIComponent).join("~");
    var parts = (chosen ? ["roles=" + chosen] : []).concat(only.checked ? ["show=changes"] : []);
    return location.pathname + (parts.length ? "?" + parts.join("&") : "");
  }
  function go() {
    // Only what shows something is worth a step back.
    var step = names.length > 1 ? "pushState" : "replaceState";
    try { history[step](null, "", address()); } catch (error) { /* The address stays as it is. */ }
    show([]);
  }

  function show(unknown) {
    var result = place.querySelector(".compare-result");
    var roles = names.map(known);
    chips.replaceChildren.apply(chips, roles.map(chip));
    field.hidden = roles.length >= MOST;
    document.title = roles.length > 1 ? joined(roles) + " · " + heading : heading;
    result.replaceChildren();
    if (unknown.length) result.append(make("p", { class: "nothing" }, t("compare.unknown", { names: unknown.join(", ") })));
    if (roles.length > 1) result.append.apply(result, compared(roles));
    place.querySelector(".switch").toggleAttribute("data-shown", roles.length > 1);
    place.toggleAttribute("data-compared", roles.length > 1);
    say(roles);
  }
  function joined(roles) {
    var titles = roles.map(function (role) { return role.title; });
    return titles.join(titles.length > 2 ? " · " : " → ");
  }
  function say(roles) {
    roles = roles || names.map(known);
    var shown = joined(roles);
    place.querySelector("[role=status]").textContent = roles.length < 2 ? ""
      : only.checked ? t("compare.names_only_changes", { names: shown }) : shown;
  }
})();
