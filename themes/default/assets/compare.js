// The page that compares any two or three roles. What is compared stands in the address, so that it can be shared.
// Builds the same markup as the difference pages; without scripts the page lists those.
(function () {
  "use strict";
  var place = document.querySelector("[data-compare]");
  if (!place) return;
  var root = place.dataset.root, data, names = [], selects = [];

  // An element with attributes and children; text stays text.
  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    element.append.apply(element, [].concat(children === undefined ? [] : children));
    return element;
  }

  function draw(name, attributes) {
    var element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }

  window.rungs = window.rungs || {};
  window.rungs.compare = function (given) {
    data = given;
    fill();
  };
  // The form stands before its roles come, so that nothing moves when they do.
  build();
  var loader = make("script", { src: place.dataset.compare });
  loader.onerror = function () { place.append(make("p", { class: "nothing" }, "The roles could not be loaded.")); };
  document.head.append(loader);

  function build() {
    var form = make("div", { class: "compare-form", role: "group", "aria-label": "What to compare" });
    ["From", "To", "And then"].forEach(function (label, at) {
      var select = make("select", { id: "section-compare-" + at });
      select.append(make("option", { value: "" }, at === 2 ? "Nothing more" : "Choose"));
      select.addEventListener("change", function () {
        names[at] = select.value;
        history.replaceState(null, "", address());
        show();
      });
      selects.push(select);
      form.append(make("p", {}, [make("label", { for: select.id }, label), select]));
    });
    var result = make("div", { class: "compare-result" });
    result.toggleAttribute("data-expected", location.search.indexOf("roles=") > 0);
    place.append(form, make("p", { role: "status", class: "vh" }), result);
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

  function read() {
    var given = new URLSearchParams(location.search).get("roles") || "";
    names = given.split("~").slice(0, 3);
    selects.forEach(function (select, at) {
      select.value = names[at] || "";
      if (select.selectedIndex < 0) select.value = "";
      names[at] = select.value;
    });
    show();
  }

  function address() {
    var chosen = names.filter(Boolean).map(encodeURIComponent).join("~");
    return location.pathname + (chosen ? "?roles=" + chosen : "");
  }

  function show() {
    var result = place.querySelector(".compare-result");
    var roles = names.filter(Boolean).map(function (id) {
      return data.roles.find(function (role) { return role.id === id; });
    });
    result.replaceChildren();
    place.querySelector("[role=status]").textContent = roles.length < 2 ? "" : roles.map(function (role) { return role.title; }).join(" → ");
    for (var at = 1; at < roles.length; at++) result.append(difference(roles[at - 1], roles[at]));
  }

  function difference(old, fresh) {
    var found = window.rungs.difference(data, old, fresh);
    var title = make("h2", {}, [
      make("a", { class: "from", href: root + old.url }, old.title), make("span", { class: "to-arrow", "aria-hidden": "true" }, " → "),
      make("span", { class: "vh" }, " to "), make("a", { class: "to", href: root + fresh.url }, fresh.title)
    ]);
    var section = make("section", { class: "compared" }, [title, counts(found.counts)]);
    if (data.pages.some(function (pair) { return pair[0] === old.id && pair[1] === fresh.id; })) {
      section.append(make("p", { class: "actions" }, make("a", { href: old.id + "/" + fresh.id + ".html" }, "This comparison as a page")));
    }
    var grown = found.sizes.filter(function (size) { return size.size > 0; });
    if (grown.length > 1) section.append(sizes(grown));
    var same = [], heading, part;
    found.groups.forEach(function (group) {
      var changed = group.changes.some(function (change) { return change.kind !== "unchanged"; });
      if (!changed && (!group.step || group.step.kind === "unchanged")) return same.push(group);
      var theme = data.topics[group.topic][2] || "What changes";
      if (theme !== heading) {
        heading = theme;
        part = make("section", { class: "changes" }, make("h3", { class: "theme-title" }, theme));
        section.append(part);
      }
      part.append(topic(group, old, fresh));
    });
    if (!part) section.append(make("p", { class: "nothing" }, "Nothing changes between these two."));
    if (same.length) {
      section.append(make("h3", { class: "theme-title" }, "Carries over unchanged"));
      same.forEach(function (group) { section.append(carried(group, old, fresh)); });
    }
    return section;
  }

  function counts(numbers) {
    var words = { new: "new", reworded: "reworded", raised: "raised", lowered: "lowered", dropped: "dropped", unchanged: "carried over" };
    return make("ul", { class: "counts" }, Object.keys(words).filter(function (key) { return numbers[key]; }).map(function (key) {
      return make("li", { class: "count-" + key }, [make("b", {}, String(numbers[key])), " " + words[key]]);
    }));
  }

  function sizes(list) {
    return make("ul", { class: "sizes" }, list.map(function (size) {
      var bar = draw("svg", { class: "size-bar", viewBox: "0 0 100 8", width: "100", height: "8", preserveAspectRatio: "none", "aria-hidden": "true" });
      bar.append(draw("rect", { class: "size-all", width: "100", height: "8" }), draw("rect", { class: "size-part", width: size.percent, height: "8" }));
      return make("li", {}, [make("span", { class: "size-title" }, size.title), bar, make("span", { class: "vh" }, size.percent + " % of the largest")]);
    }));
  }

  function topic(group, old, fresh) {
    var about = data.topics[group.topic];
    var head = make("header", { class: "topic-head" }, make("h4", {}, make("a", { href: root + about[1] }, about[0])));
    if (group.step) head.append(make("p", { class: "need" }, step(group, about)));
    var body = make("div", { class: "topic-body" });
    var changed = group.changes.filter(function (change) { return change.kind !== "unchanged"; });
    var same = group.changes.filter(function (change) { return change.kind === "unchanged"; });
    if (changed.length) body.append(statements(changed, old, fresh));
    if (same.length) {
      body.append(make("details", { class: "carried" }, [
        make("summary", {}, same.length + " carried over"), statements(same, old, fresh)
      ]));
    }
    return make("section", { class: "topic" }, [head, body]);
  }

  function step(group, about) {
    var scale = data.scales[about[3]] || [], change = group.step;
    var tags = { raised: "Raised", lowered: "Lowered", new: "New", dropped: "No longer needed" };
    var parts = [change.kind === "dropped" ? make("s", {}, scale[change.from]) : scale[change.to]];
    if (change.kind === "raised" || change.kind === "lowered") {
      parts.unshift(make("span", { class: "step-before" }, scale[change.from]), make("span", { "aria-hidden": "true" }, " → "), make("span", { class: "vh" }, " to "));
    }
    if (tags[change.kind]) parts.push(" ", make("b", { class: "tag tag-" + change.kind }, tags[change.kind]));
    return make("span", { class: "step-change" }, parts);
  }

  function carried(group, old, fresh) {
    var about = data.topics[group.topic], scale = data.scales[about[3]];
    var summary = make("summary", {}, about[0]);
    if (group.step) summary.append(" ", make("span", { class: "was" }, scale[group.step.to]));
    if (group.changes.length) summary.append(" ", make("span", { class: "was" }, group.changes.length + (group.changes.length === 1 ? " expectation" : " expectations")));
    var details = make("details", { class: "carried carried-topic" }, summary);
    details.append(make("p", {}, make("a", { href: root + about[1] }, "About " + about[0])));
    if (group.changes.length) details.append(statements(group.changes, old, fresh));
    return details;
  }

  function statements(changes, old, fresh) {
    return make("ul", { class: "statements" }, changes.map(function (change) { return statement(change, old, fresh); }));
  }

  function statement(change, old, fresh) {
    var role = change.kind === "dropped" ? old : fresh;
    var item = role.items[change.kind === "dropped" ? change.old : change.fresh];
    var tags = { new: "New", reworded: "Reworded", dropped: "No longer expected" };
    var text = make("div", { class: "statement-text" });
    if (change.words) pieces(text, change.words, "inserted", "ins");
    else text.append(change.kind === "dropped" ? make("del", {}, window.rungs.text(data, data.texts[item[1]][1])) : window.rungs.text(data, data.texts[item[1]][1]));
    if (tags[change.kind]) text.append(" ", make("b", { class: "tag tag-" + change.kind }, tags[change.kind]));
    if (change.movedFrom !== undefined && change.movedFrom !== null) {
      text.append(" ", make("span", { class: "why" }, "moved here from " + data.topics[change.movedFrom][0]));
    }
    text.append(" ", make("a", { class: "anchor", href: root + role.url + "#" + item[3], "aria-label": "Where this is written" }, make("span", { "aria-hidden": "true" }, "#")));
    var element = make("li", { class: "statement", "data-change": change.kind }, text);
    if (change.words) {
      var before = make("p", { class: "before" }, [make("span", { class: "label" }, "Before"), " "]);
      pieces(before, change.words, "deleted", "del");
      element.append(before);
    }
    return element;
  }

  function pieces(into, words, kind, name) {
    words.forEach(function (piece) {
      if (piece.kind === kind) into.append(make(name, {}, piece.text));
      else if (piece.kind === "kept") into.append(piece.text);
    });
  }
})();
