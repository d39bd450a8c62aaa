// The markup of a comparison in the browser: the same as that of the difference pages, and an overview where three
// roles stand side by side. Knows the data and the markup, not the page that shows it.
(function () {
  "use strict";
  var rungs = window.rungs, t = rungs.t, make = rungs.make;
  var MOST_RUNGS = 12;

  // HTML that the build wrote, as in the pages.
  function written(name, attributes, html) {
    var element = make(name, attributes);
    element.innerHTML = html;
    return element;
  }
  function draw(name, attributes) {
    var element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }

  // `data` as compare/data.js has it, and the way to the site's root.
  rungs.compared = function (data, root) {
    var topics = data.topics.map(function (topic) {
      return { title: topic[0], href: root + topic[1], theme: topic[2], scale: data.scales[topic[3]] || [], duty: topic[5] === "responsibility" };
    });

    function moves(group) {
      return Boolean(group.step && group.step.kind !== "unchanged") || group.changes.some(function (change) { return change.kind !== "unchanged"; });
    }

    // Two roles, as their page has them.
    function difference(old, fresh, level) {
      var found = rungs.difference(data, old, fresh), h = "h" + level;
      var section = make("section", { class: "compared" }, [
        make("h2", {}, [
          make("span", { class: "vh" }, t("compare.from") + " "), make("a", { class: "from", href: root + old.url }, old.title), make("span", { class: "to-arrow", "aria-hidden": "true" }, " → "),
          make("span", { class: "vh" }, " " + t("compare.to") + " "), make("a", { class: "to", href: root + fresh.url }, fresh.title)
        ]),
        counts(found.counts, { further: rises(old, fresh) })
      ]);
      if (data.pages.some(function (pair) { return pair[0] === old.id && pair[1] === fresh.id; })) {
        section.append(make("p", { class: "actions" }, make("a", { href: old.id + "/" + fresh.id + ".html" }, t("compare.as_page"))));
      }
      var moved = found.groups.filter(moves), same = found.groups.filter(function (group) { return !moves(group); });
      if (found.sizes.length) section.append(part(h, t("compare.large"), "compared-sizes", [sizes(found.sizes, rises(old, fresh))]));
      var facts = versus([old, fresh]);
      if (facts) section.append(part(h, data.terms.level, "compared-level", [facts]));
      var duties = moved.filter(function (group) { return topics[group.topic].duty; });
      var skills = moved.filter(function (group) { return !topics[group.topic].duty; });
      if (duties.length) section.append(part(h, data.terms.responsibilities, "changes", [pairHead(old, fresh)].concat(duties.map(function (group) { return topic(group, old, fresh, level + 1); }))));
      if (skills.length) {
        var heading = null, body = [pairHead(old, fresh)];
        skills.forEach(function (group) {
          var theme = topics[group.topic].theme;
          if (theme && theme !== heading) body.push(make("h" + (level + 1), { class: "theme-title" }, theme));
          heading = theme;
          body.push(topic(group, old, fresh, theme ? level + 2 : level + 1));
        });
        section.append(part(h, data.terms.skills, "changes", body));
      }
      if (!moved.length) section.append(make("p", { class: "nothing" }, t("compare.nothing")));
      if (same.length) section.append(part(h, t("compare.same"), "same", same.map(function (group) { return carried(group, old, fresh); })));
      return section;
    }
    function part(h, title, kind, children) {
      return make("section", { class: kind }, [make(h, { class: "compared-title" }, title)].concat(children));
    }

    // What the newer role on a higher level says in other words goes further.
    function rises(old, fresh) {
      return old.rank !== null && fresh.rank !== null && fresh.rank > old.rank;
    }
    function pairHead(old, fresh) {
      return make("p", { class: "pair-head", "aria-hidden": "true" }, [make("span"), make("span", {}, old.title), make("span", {}, fresh.title)]);
    }

    function counts(numbers, how) {
      var names = {
        new: "counts.new", reworded: how.further ? "counts.further" : "counts.reworded", raised: "counts.raised",
        newSkills: "counts.new_skills", lowered: "counts.lowered", dropped: "counts.dropped", unchanged: "counts.unchanged"
      };
      var all = Object.assign({}, numbers, { newSkills: how.newSkills || 0 });
      if (how.only) all.unchanged = 0;
      return make("ul", { class: "counts" }, Object.keys(names).filter(function (key) { return all[key]; }).map(function (key) {
        return make("li", { class: "count-" + (key === "newSkills" ? "new" : key) }, rungs.parts(names[key], { number: make("b", {}, String(all[key])), count: all[key] }));
      }));
    }

    // Levels beside each other, for two roles or three.
    function versus(roles) {
      var levels = roles.map(function (role) { return data.levels[role.level] || null; });
      if (!levels.some(Boolean) && !roles.some(function (role) { return Object.keys(role.facts).length; })) return null;
      var rows = [make("tr", {}, [make("th", { scope: "row" }, data.terms.level)].concat(levels.map(function (level) {
        return make("td", {}, level ? make("a", { href: root + level[1] }, level[0]) : "–");
      })))];
      function row(name, texts) {
        if (!texts.some(Boolean)) return;
        rows.push(make("tr", {}, [make("th", { scope: "row" }, name)].concat(texts.map(function (text) { return written("td", {}, text || "–"); }))));
      }
      [t("level.code"), t("level.scope"), t("level.autonomy"), t("level.impact")].forEach(function (name, at) {
        row(name, levels.map(function (level) { return level && level[2 + at]; }));
      });
      var labels = [].concat.apply([], roles.map(function (role) { return Object.keys(role.facts); }));
      labels.filter(function (label, at) { return labels.indexOf(label) === at; }).forEach(function (label) {
        row(label, roles.map(function (role) { return role.facts[label]; }));
      });
      return grid(roles, rows);
    }
    function grid(roles, rows) {
      var head = make("tr", {}, [make("td")].concat(roles.map(function (role, at) {
        return make("th", { scope: "col" }, roles.length > 2 ? [make("b", { class: "dot", "aria-hidden": "true" }, String(at + 1)), role.title] : role.title);
      })));
      // On a phone each cell says whose it is.
      if (roles.length > 2) rows.forEach(function (row) {
        Array.from(row.cells).slice(1).forEach(function (cell, at) { cell.dataset.role = roles[at].title; });
      });
      return make("table", { class: "versus" + (roles.length > 2 ? " versus-three" : "") }, [make("thead", {}, head), make("tbody", {}, rows)]);
    }

    function sizes(list, further) {
      function number(size) {
        var counts = size.counts;
        return counts.new + counts.reworded + counts.raised + counts.lowered + counts.dropped + size.newSkills;
      }
      return make("ul", { class: "sizes" }, list.filter(number).map(function (size) {
        var bar = draw("svg", { class: "size-bar", viewBox: "0 0 100 8", width: "100", height: "8", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
        bar.append(draw("rect", { class: "size-all", width: "100", height: "8" }), draw("rect", { class: "size-part", width: size.percent, height: "8" }));
        return make("li", {}, [bar, make("span", { class: "size-title" }, size.title), " ", make("b", { class: "size-number" }, String(number(size))), " ",
          counts(size.counts, { further: further, only: true, newSkills: size.newSkills })]);
      }));
    }

    // Steps

    function step(scale, at, before) {
      var rungsOf = make("span", { class: "step-rungs", "aria-hidden": "true" }), last = before === undefined ? at : before;
      for (var rung = 0; rung < Math.min(scale.length, MOST_RUNGS); rung++) {
        rungsOf.append(make("i", rung > at ? {} : { class: rung > last ? "rose" : "on" }));
      }
      var parts = [rungsOf];
      if (before !== undefined) parts.push(make("span", { class: "step-before" }, scale[before]), make("span", { class: "step-arrow", "aria-hidden": "true" }, " → "), make("span", { class: "vh" }, " " + t("step.to") + " "));
      return make("span", { class: "step" }, parts.concat(scale[at], " ", make("span", { class: "vh" }, "(" + t("step.place", { number: at + 1, total: scale.length }) + ")")));
    }
    function stepChange(change, scale) {
      var tag = function (words) { return make("b", { class: "tag tag-" + change.kind }, words); };
      var parts = change.kind === "raised" ? [step(scale, change.to, change.from), " ", tag(t("change.raised"))]
        : change.kind === "lowered" ? [step(scale, change.to), " ", make("span", { class: "was" }, t("step.was", { step: scale[change.from] })), " ", tag(t("change.lowered"))]
        : change.kind === "new" ? [step(scale, change.to), " ", tag(t("change.new"))]
        : change.kind === "dropped" ? [make("s", {}, scale[change.from]), " ", tag(t("change.no_longer_needed"))]
        : [step(scale, change.to)];
      return make("span", { class: "step-change" }, parts);
    }

    // Topics and statements

    function topic(group, old, fresh, level) {
      var about = topics[group.topic];
      var head = make("header", { class: "topic-head" }, make("h" + level, {}, make("a", { href: about.href }, about.title)));
      if (group.step) head.append(make("p", { class: "need" }, stepChange(group.step, about.scale)));
      var body = make("div", { class: "topic-body" });
      var changed = group.changes.filter(function (change) { return change.kind !== "unchanged"; });
      var same = group.changes.filter(function (change) { return change.kind === "unchanged"; });
      if (changed.length) body.append(statements(changed, old, fresh));
      if (same.length) body.append(make("details", { class: "carried" }, [make("summary", {}, t("change.carried_over", { count: same.length })), statements(same, old, fresh)]));
      return make("section", { class: "topic" }, [head, body]);
    }
    function carried(group, old, fresh) {
      var about = topics[group.topic], number = group.changes.length, summary = make("summary", {}, about.title);
      if (group.step) summary.append(" ", make("span", { class: "was" }, about.scale[group.step.to]));
      if (number) summary.append(" ", make("span", { class: "was" }, t("compare.expectations", { count: number })));
      var details = make("details", { class: "carried carried-topic" }, [summary, make("p", {}, make("a", { href: about.href }, t("compare.about", { title: about.title })))]);
      if (number) details.append(statements(group.changes, old, fresh));
      return details;
    }
    function statements(changes, old, fresh) {
      return make("ul", { class: "statements" }, changes.map(function (change) { return statement(change, old, fresh); }));
    }
    function statement(change, old, fresh) {
      var role = change.kind === "dropped" ? old : fresh;
      var item = data.items[role.items[change.kind === "dropped" ? change.old : change.fresh]];
      // The sentence stays, and its points or examples change.
      var details = change.words && change.words.every(function (piece) { return piece.kind === "kept"; });
      var reworded = t(details ? "change.details" : rises(old, fresh) ? "change.further" : "change.reworded");
      var tags = { new: t("change.new"), reworded: reworded };
      var words = item[3] ? written("div", {}, item[3]) : make("div", {}, rungs.text(data, data.texts[item[1]][1]));
      var where = make("a", { class: "anchor", href: root + role.url + rungs.anchor(item[0]), "aria-label": t("statement.where") }, "#");
      if (change.kind === "dropped") {
        return make("li", { class: "statement", "data-change": "dropped" }, [
          make("p", { class: "before" }, Array.from(words.childNodes).concat(" ", where)), make("p", { class: "gone" }, t("change.no_longer_expected"))
        ]);
      }
      var text = make("div", { class: "statement-text" }), close = change.words && !details && mostlyKept(change.words);
      if (close) pieces(text, change.words, "inserted", "ins");
      else text.append.apply(text, Array.from(words.childNodes));
      if (tags[change.kind]) text.append(" ", make("b", { class: "tag tag-" + change.kind }, tags[change.kind]));
      if (change.movedFrom !== undefined && change.movedFrom !== null) {
        var from = topics[change.movedFrom];
        text.append(" ", make("span", { class: "why" }, rungs.parts("change.moved_from", { title: make("a", { href: from.href }, from.title) })));
      }
      text.append(" ", where);
      var element = make("li", { class: "statement", "data-change": change.kind }, text);
      if (change.words && !details) {
        var was = make("p", { class: "before" }, [make("span", { class: "vh" }, t("change.before")), " "]);
        pieces(was, change.words, "deleted", close ? "del" : "");
        element.prepend(was);
      }
      var before = change.old === undefined || change.old === null ? item : data.items[old.items[change.old]];
      var points = rows(before[5], item[5]), examples = rows(before[4], item[4]);
      if (points.length) element.append(make("ul", { class: "points" }, points));
      if (examples.length) {
        element.append(make("details", { class: "examples" }, [
          make("summary", {}, t("statement.examples", { count: examples.length })), make("ul", {}, examples)
        ]));
      }
      return element;
    }
    // The points or examples of the newer role, then those that only the older one has.
    function rows(old, fresh) {
      var before = old || [], after = fresh || [];
      function plain(text) { return written("div", {}, text).textContent.trim(); }
      function among(texts, text) { return texts.map(plain).includes(plain(text)); }
      return after.map(function (text) {
        return make("li", {}, among(before, text) ? Array.from(written("div", {}, text).childNodes) : written("ins", {}, text));
      }).concat(before.filter(function (text) { return !among(after, text); }).map(function (text) {
        return make("li", {}, written("del", {}, text));
      }));
    }
    // Whether the kept words are more than half of the longer of both sentences.
    function mostlyKept(words) {
      var length = { kept: 0, inserted: 0, deleted: 0 };
      words.forEach(function (piece) { length[piece.kind] += Array.from(piece.text).length; });
      return length.kept > Math.max(length.inserted, length.deleted);
    }
    function pieces(into, words, kind, name) {
      words.forEach(function (piece) {
        if (piece.kind === kind) into.append(name ? make(name, {}, piece.text) : piece.text);
        else if (piece.kind === "kept") into.append(piece.text);
      });
    }

    // Roles as numbered dots on one scale, as the columns beside it say in words.
    function dots(scale, steps) {
      if (!scale.length || scale.length > MOST_RUNGS) return "";
      return make("span", { class: "dots", "aria-hidden": "true" }, scale.map(function (_, at) {
        return make("i", {}, steps.map(function (one, role) { return one === at ? make("b", {}, String(role + 1)) : ""; }));
      }));
    }

    // Three or four roles side by side: their levels, how much each expects, and each skill whose step is not the same.
    function overview(roles) {
      var facts = versus(roles);
      var highest = roles.map(function (role) {
        var found = new Map();
        role.steps.forEach(function (one) { found.set(one[0], Math.max(one[1], found.has(one[0]) ? found.get(one[0]) : 0)); });
        return found;
      });
      var numbers = make("tr", {}, [make("th", { scope: "row" }, t("compare.all_expectations"))].concat(roles.map(function (role) { return make("td", {}, String(role.items.length)); })));
      var heads = grid(roles, [numbers]);
      if (facts) facts.tBodies[0].append(numbers);
      var rows = topics.map(function (about, at) {
        var steps = highest.map(function (found) { return found.get(at); });
        if (steps.every(function (one) { return one === steps[0]; })) return null;
        return make("tr", {}, [make("th", { scope: "row" }, [make("a", { href: about.href }, about.title), dots(about.scale, steps)])].concat(steps.map(function (one) {
          return make("td", {}, one === undefined ? "–" : step(about.scale, one));
        })));
      }).filter(Boolean);
      var section = make("section", { class: "compared" }, [make("h2", {}, t("compare.side_by_side")), facts || heads]);
      if (rows.length) section.append(part("h3", t("compare.skills_differ"), "compared-steps", [grid(roles, rows)]));
      return section;
    }

    return function (roles) {
      var shown = roles.slice(1).map(function (role) { return difference(roles[0], role, 3); });
      return roles.length > 2 ? [overview(roles)].concat(shown) : shown;
    };
  };
})();
