// What search looks like: the dialog on every page, and the search page, whose address carries the question.
// Whatever comes from the index becomes text, never markup. Knows nothing of how answers are found.
(function () {
  "use strict";
  var RECENT = "rungs-search-recent";
  var FILTERS = ["kind", "family", "track", "level"];
  var NAMES = { kind: "Kind", family: "Family", track: "Track", level: "Level" };
  var waiting = {};
  var engines = {};
  var views = [];
  var ids = 0;

  // `rungs serve` says this when the handbook has changed: what was read of the index is old then.
  document.addEventListener("rungs:site", function () {
    engines = {};
    views.forEach(function (view) {
      view.engine = engine(view.root);
      if (!view.field.closest("dialog:not([open])") && view.question().trim()) view.update();
    });
  });

  // Every file of the index calls this with its name and its content.
  window.rungsShard = function (name, data) {
    if (waiting[name]) waiting[name](data);
  };

  function engine(root) {
    if (engines[root]) return engines[root];
    var files = {};
    var stamp = "";
    engines[root] = window.rungsSearchEngine.create(function (name) {
      files[name] = files[name] || new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        waiting[name] = resolve;
        script.onload = function () { script.remove(); };
        script.onerror = function () {
          delete files[name];
          script.remove();
          reject(new Error("The search index could not be loaded."));
        };
        script.src = root + "search/" + name + ".js" + (stamp && "?" + stamp);
        document.head.append(script);
      }).then(function (data) {
        if (name === "index") stamp = data.stamp;
        return data;
      });
      return files[name];
    });
    return engines[root];
  }

  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      if (attributes[name] !== null && attributes[name] !== undefined) made.setAttribute(name, attributes[name]);
    });
    made.append.apply(made, (children || []).filter(function (child) { return child !== null && child !== ""; }));
    return made;
  }

  function marked(text, matched) {
    var span = element("span", { dir: "auto" });
    window.rungsSearchEngine.mark(text, matched).forEach(function (piece) {
      span.append(piece[1] ? element("mark", {}, [piece[0]]) : piece[0]);
    });
    return span;
  }

  // The stretch of a text around its first match.
  function around(text, matched) {
    text = text.replace(/\s+/g, " ");
    if (text.length <= 240) return text;
    var first = window.rungsSearchEngine.mark(text, matched);
    var at = first.length > 1 && !first[0][1] ? first[0][0].length : 0;
    var start = at > 120 ? text.lastIndexOf(" ", at - 80) + 1 : 0;
    var end = text.length - start > 220 ? text.lastIndexOf(" ", start + 220) : text.length;
    if (end <= start) end = start + 220;
    return (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  function recent() {
    try {
      var list = JSON.parse(localStorage.getItem(RECENT) || "[]");
      return Array.isArray(list) ? list.filter(function (one) { return typeof one === "string"; }).slice(0, 5) : [];
    } catch (error) {
      return [];
    }
  }

  function remember(text) {
    text = text.trim().slice(0, 200);
    if (!text) return;
    try {
      var list = [text].concat(recent().filter(function (one) { return one !== text; }));
      localStorage.setItem(RECENT, JSON.stringify(list.slice(0, 5)));
    } catch (error) {
      // No storage: nothing is remembered.
    }
  }

  // The part that the dialog and the page share: a field, facets, results, and a voice.
  function View(root, field, options) {
    var self = this;
    this.id = "search-" + ++ids;
    this.root = root;
    this.engine = engine(root);
    this.field = field;
    this.options = options;
    this.limit = options.limit;
    this.picked = { kind: [], family: [], track: [], level: [] };
    this.turn = 0;
    this.active = -1;
    views.push(this);
    this.facets = element("div", { class: "search-facets", role: "group", "aria-label": "Narrow down" });
    this.note = element("p", { class: "search-note" });
    this.list = element("div", { class: "search-results", id: this.id });
    this.more = element("p", { class: "search-more" });
    this.status = element("p", { class: "vh", role: "status" });
    field.setAttribute("aria-label", "Search the handbook");
    field.setAttribute("placeholder", "Search the handbook");
    ["autocomplete", "autocapitalize", "spellcheck"].forEach(function (name) {
      field.setAttribute(name, name === "spellcheck" ? "false" : "off");
    });
    field.setAttribute("enterkeyhint", "search");
    field.setAttribute("maxlength", "2000");
    field.addEventListener("input", function () {
      self.limit = options.limit;
      self.update();
    });
  }

  View.prototype.question = function () {
    var picked = this.picked;
    return FILTERS.reduce(function (text, filter) {
      return picked[filter].reduce(function (text, value) { return text + " " + filter + ':"' + value + '"'; }, text);
    }, this.field.value.replace(/["\u201c\u201d\u201e\u00ab\u00bb]/g, '"').split('"').length % 2 ? this.field.value : this.field.value + '"');
  };

  View.prototype.update = async function () {
    var turn = ++this.turn;
    var text = this.question();
    if (this.options.changed) this.options.changed(this);
    if (!text.trim()) return this.idle();
    var counts = Boolean(this.engine.known);
    try {
      var answer = await this.engine.search(text, { limit: this.limit, counts: counts });
      var texts = await Promise.all(answer.results.map(function (found) { return this.engine.text(found.entity); }, this));
      if (turn !== this.turn) return;
      this.show(answer, texts);
      if (!answer.total) this.nothing(answer, turn);
      if (counts) return this.narrow(answer);
      await this.engine.facets();
      this.engine.known = true;
      answer = await this.engine.search(text, { limit: 1, counts: true });
      if (turn === this.turn) this.narrow(answer);
    } catch (error) {
      if (turn !== this.turn) return;
      this.clear();
      this.note.textContent = error.message;
      this.say(error.message);
    }
  };

  View.prototype.clear = function () {
    this.list.replaceChildren();
    this.more.replaceChildren();
    this.note.textContent = "";
    this.choose(-1);
  };

  // Nothing was asked: what was asked before.
  View.prototype.idle = function () {
    this.clear();
    this.facets.replaceChildren();
    this.expand(false);
    if (!this.options.choices) return;
    var list = recent();
    this.note.textContent = list.length ? "Recent searches" : "A title, another name or a few words of an expectation. “Quotes” keep words together; kind:, family:, track: and level: narrow the search, as in kind:skill.";
    this.suggest(list, "search-recent");
  };

  // Choices that fill the field.
  View.prototype.suggest = function (words, name) {
    var self = this;
    words.forEach(function (word, at) {
      var choice = element("div", { class: "search-choice " + name, role: "option", id: self.id + "-" + at, "aria-selected": "false", dir: "auto" }, [word]);
      choice.addEventListener("click", function () {
        self.field.value = word;
        self.field.focus();
        self.update();
      });
      self.list.append(choice);
    });
    this.expand(words.length > 0);
  };

  View.prototype.expand = function (open) {
    if (this.options.choices) this.field.setAttribute("aria-expanded", String(open));
  };

  View.prototype.show = function (answer, texts) {
    var self = this;
    var number = 0;
    var kinds = this.engine.root.kinds;
    var results = answer.results.map(function (found, at) {
      var text = texts[at];
      var heading = self.id + "-group-" + at;
      function link(place, name, children) {
        var made = element("a", { class: name, href: self.root + text.url + (place ? "#" + encodeURIComponent(place) : "") }, children);
        if (self.options.choices) {
          made.setAttribute("role", "option");
          made.setAttribute("id", self.id + "-" + number++);
          made.setAttribute("aria-selected", "false");
          made.setAttribute("tabindex", "-1");
        }
        return made;
      }
      var kind = kinds[self.engine.kindOf[found.entity]];
      var parts = found.parts.map(function (part) { return text.parts[part]; });
      var summary = parts.length ? "" : text.parts[0].text;
      var aliases = text.aliases.filter(function (alias) {
        return window.rungsSearchEngine.mark(alias, answer.matched).some(function (piece) { return piece[1]; });
      });
      var entity = link("", "search-entity", [
        element("span", { class: "search-title", id: heading }, [marked(text.title, answer.matched)]),
        " ",
        element("span", { class: "search-kind" }, [kind[1] + (text.level ? " · " + text.level : "") + (self.engine.retired.has(found.entity) ? ", retired" : "")]),
        aliases.length ? element("span", { class: "search-alias" }, ["also ", marked(aliases.join(", "), answer.matched)]) : null,
        summary ? element("span", { class: "search-text" }, [marked(around(summary, answer.matched), answer.matched)]) : null,
      ]);
      var group = element(self.options.choices ? "div" : "li", { class: "search-result", role: self.options.choices ? "group" : null, "aria-labelledby": heading }, [entity]);
      parts.forEach(function (part) {
        var beside = window.rungsSearchEngine.mark(part.text, answer.matched).some(function (piece) { return piece[1]; });
        var words = beside || !part.more ? part.text : part.more;
        var label = part.label || self.listed(part.anchor);
        group.append(link(part.anchor, "search-part", [
          label ? element("span", { class: "search-label" }, [marked(label, answer.matched)]) : null,
          label && words ? " " : null,
          words ? element("span", { class: "search-text" }, [marked(around(words, answer.matched), answer.matched)]) : null,
        ]));
      });
      return group;
    });
    this.clear();
    this.list.replaceChildren.apply(this.list, results);
    this.expand(results.length > 0);
    if (answer.unknown.length && answer.total) {
      this.note.textContent = "Nothing holds " + answer.unknown.map(function (word) { return "“" + word + "”"; }).join(", ") + ". Without it:";
    }
    if (answer.total > answer.results.length) this.more.append(this.options.all(this, answer.total));
    this.say(answer.total === 0 ? "Nothing was found" : answer.total === 1 ? "One result" : answer.total + " results");
  };

  // What a list is called that has no heading of its own in the index.
  View.prototype.listed = function (anchor) {
    if (anchor === "section-resources") return "Resources";
    if (anchor !== "section-skills") return "";
    return this.engine.root.kinds.filter(function (kind) { return kind[0] === "skill"; }).map(function (kind) { return kind[2]; }).join();
  };

  // Nothing was found: the nearest words.
  View.prototype.nothing = async function (answer, turn) {
    this.note.textContent = "Nothing was found.";
    var engine = this.engine;
    var near = await Promise.all(answer.unknown.slice(0, 3).map(function (word) { return engine.nearest(word); }));
    near = near.reduce(function (all, some) { return all.concat(some); }, []);
    if (turn !== this.turn || !near.length) return;
    this.note.textContent = "Nothing was found. The nearest words of this handbook:";
    this.list.replaceChildren();
    this.suggest(near, "search-near");
  };

  // The facets of an answer: what it can be narrowed to, with numbers.
  View.prototype.narrow = function (answer) {
    var self = this;
    var focused = document.activeElement && document.activeElement.dataset && document.activeElement.dataset.facet;
    var groups = FILTERS.map(function (filter, which) {
      var values = which ? answer.facets[which - 1].values : self.engine.root.kinds.map(function (kind) { return [kind[0], kind[2]]; });
      var shown = values.map(function (value, at) {
        return { id: value[0], title: value[1], count: answer.counts[which][at], at: at, picked: self.picked[filter].includes(value[0]) };
      }).filter(function (value) { return value.count || value.picked; });
      shown.sort(function (a, b) { return b.picked - a.picked || b.count - a.count || a.at - b.at; });
      if (shown.length < 2 && !shown.some(function (value) { return value.picked; })) return null;
      var buttons = shown.slice(0, self.options.values).map(function (value) {
        var button = element("button", { type: "button", class: "search-facet", "aria-pressed": String(value.picked), "data-facet": filter + ":" + value.id }, [
          element("span", { dir: "auto" }, [value.title]), " ", element("span", { class: "search-count" }, [String(value.count)]),
        ]);
        button.addEventListener("click", function () {
          var list = self.picked[filter];
          self.picked[filter] = value.picked ? list.filter(function (one) { return one !== value.id; }) : list.concat(value.id);
          self.update();
        });
        return button;
      });
      return element("div", { class: "search-facet-group", role: "group", "aria-label": NAMES[filter] }, [
        element("span", { class: "search-facet-name", "aria-hidden": "true" }, [NAMES[filter]]),
        element("div", { class: "search-facet-values" }, buttons),
      ]);
    });
    this.facets.replaceChildren.apply(this.facets, groups.filter(Boolean));
    if (focused) {
      this.facets.querySelectorAll("button").forEach(function (button) {
        if (button.dataset.facet === focused) button.focus();
      });
    }
  };

  // Speaks once the typing pauses.
  View.prototype.say = function (words) {
    var status = this.status;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { status.textContent = words; }, 500);
  };

  View.prototype.choices = function () {
    return this.list.querySelectorAll("[role=option]");
  };

  View.prototype.choose = function (at) {
    var all = this.choices();
    if (all[this.active]) all[this.active].setAttribute("aria-selected", "false");
    this.active = all.length ? at : -1;
    var chosen = all[this.active];
    if (!chosen) return this.field.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", chosen.id);
  };

  function address(view) {
    var parameters = new URLSearchParams();
    if (view.field.value.trim()) parameters.set("q", view.field.value.trim());
    FILTERS.forEach(function (filter) {
      view.picked[filter].forEach(function (value) { parameters.append(filter, value); });
    });
    return parameters.toString();
  }

  function dialog(box, root) {
    if (box.view) return box.view.update();
    var field = box.querySelector("input");
    var view = new View(root, field, {
      choices: true,
      limit: 8,
      values: 6,
      all: function (view, total) {
        var link = element("a", { href: root + "search.html?" + address(view) }, ["All " + total + " results"]);
        link.addEventListener("click", function () { remember(field.value); });
        return link;
      },
    });
    box.view = view;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", view.id);
    field.setAttribute("aria-expanded", "false");
    view.list.setAttribute("role", "listbox");
    view.list.setAttribute("aria-label", "Results");
    var close = element("button", { type: "button", class: "search-close" }, ["Close"]);
    close.addEventListener("click", function () { box.close(); });
    var focused = document.activeElement === field;
    box.append(element("div", { class: "search-head" }, [field, close]), view.facets, view.note, view.list, view.more, view.status);
    if (focused) field.focus();
    field.addEventListener("keydown", function (event) {
      var all = view.choices();
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        var step = event.key === "ArrowDown" ? 1 : -1;
        var next = view.active < 0 && step < 0 ? all.length - 1 : view.active + step;
        view.choose(next >= all.length ? -1 : next);
      } else if (event.key === "Enter" && all.length) {
        event.preventDefault();
        all[Math.max(view.active, 0)].dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey }));
      }
    });
    view.list.addEventListener("click", function (event) {
      if (!event.target.closest("a")) return;
      remember(field.value);
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) box.close();
    });
    box.addEventListener("click", function (event) {
      if (event.target === box) box.close();
    });
    view.update();
  }

  function page(place, root) {
    var field = element("input", { type: "text" });
    var list = document.querySelector("[data-search-a-to-z]");
    var view = new View(root, field, {
      choices: false,
      limit: 20,
      values: 12,
      all: function (view, total) {
        var button = element("button", { type: "button" }, ["More of " + total + " results"]);
        button.addEventListener("click", function () {
          view.limit += 40;
          view.update();
        });
        return button;
      },
      changed: function (view) {
        var query = address(view);
        if (list) list.hidden = Boolean(query);
        try {
          history.replaceState(history.state, "", location.pathname + (query && "?" + query) + location.hash);
        } catch (error) {
          // Not allowed from file:// in some browsers: the address stays.
        }
      },
    });
    var asked = new URLSearchParams(location.search);
    field.value = (asked.get("q") || "").slice(0, 2000);
    FILTERS.forEach(function (filter) {
      view.picked[filter] = asked.getAll(filter).map(function (value) { return value.replace(/"/g, ""); });
    });
    view.list.replaceWith((view.list = element("ol", { class: "search-results", id: view.id })));
    view.list.addEventListener("click", function (event) {
      if (event.target.closest("a")) remember(field.value);
    });
    place.append(element("div", { role: "search", class: "search-page" }, [
      element("div", { class: "search-head" }, [field]), view.facets, view.note, view.list, view.more, view.status,
    ]));
    if (address(view)) view.update();
  }

  window.rungsSearchView = { dialog: dialog, page: page };
})();
