// What search looks like, and the dialog on every page; search-page.js has the search page.
// Whatever comes from the index becomes text, never markup. Knows nothing of how answers are found.
(function () {
  "use strict";
  var t = window.rungs.t;
  var RECENT = "rungs-search-recent";
  var PAGES = "rungs-pages";
  var ARRIVAL = "rungs-search-arrival";
  var FILTERS = ["kind", "family", "track", "level"];
  // From this score on, a result is called exactly what was typed.
  var EXACT_NAME = 2.9e9;
  // How many milliseconds after the last results it is counted what they can be narrowed to.
  var COUNT_AFTER = 150;
  // How much more a page of the reader's ladder weighs, and how many further results are looked at for it.
  var LADDER_WEIGHT = 2, MORE_FOR_LADDER = 8;
  var waiting = {};
  var engines = {};
  var views = [];
  var ids = 0;
  var ready = null;

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
          reject(new Error(t("search.failed")));
        };
        script.src = root + "search/" + name + ".js" + (stamp && "?" + stamp);
        document.head.append(script);
      }).then(function (data) {
        if (name === "index") stamp = data.stamp;
        return data;
      });
      return files[name];
    }, function () {
      return window.rungsSearchScript("search-more.js").catch(function () { throw new Error(t("search.failed")); });
    });
    return engines[root];
  }

  // Brings search-after.js.
  function after() {
    ready = ready || window.rungsSearchScript("search-after.js");
    ready.catch(function () { ready = null; });
    return ready;
  }

  function element(tag, attributes, children) {
    var given = Object.entries(attributes || {}).filter(function (one) { return one[1] !== null && one[1] !== undefined; });
    return window.rungs.make(tag, Object.fromEntries(given), (children || []).filter(function (child) { return child !== null && child !== ""; }));
  }

  function quoted(words) {
    return words.map(function (word) { return t("search.quoted", { words: word }); }).join(", ");
  }

  // A text in pieces, each with whether it matched.
  function mark(text, matched) {
    return window.rungsSearchEngine.mark(text, matched);
  }

  function isMatched(piece) {
    return piece[1];
  }

  function shown(pieces) {
    return element("span", { dir: "auto" }, pieces.map(function (piece) {
      return piece[1] ? element("mark", {}, [piece[0]]) : piece[0];
    }));
  }

  function marked(text, matched) {
    return shown(mark(text, matched));
  }

  // One line of a text, with list items and paragraphs apart.
  function lines(text) {
    return text.trim().replace(/[^\S\n]*\n\s*/g, " \u00b7 ").replace(/\s+/g, " ");
  }

  // The stretch of a text around its first match, in pieces.
  function around(text, matched) {
    text = lines(text);
    var pieces = mark(text, matched);
    if (text.length <= 240) return pieces;
    var at = pieces.length > 1 && !pieces[0][1] ? pieces[0][0].length : 0;
    var start = at > 120 ? text.lastIndexOf(" ", at - 80) + 1 : 0;
    var end = text.length - start > 220 ? text.lastIndexOf(" ", start + 220) : text.length;
    if (end <= start) end = start + 220;
    var before = 0;
    var within = pieces.map(function (piece) {
      var from = Math.max(start - before, 0);
      var to = end - before;
      before += piece[0].length;
      return [to > from ? piece[0].slice(from, to) : "", piece[1]];
    }).filter(function (piece) { return piece[0]; });
    return [[start ? "… " : "", false]].concat(within, [[end < text.length ? " …" : "", false]]);
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

  // The pages of this handbook that were opened last, without the current one.
  function recentPages(root) {
    var base = new URL(root, location.href).href;
    try {
      return JSON.parse(localStorage.getItem(PAGES) || "[]").filter(function (page) {
        return page.root === base && base + page.path !== location.href.split(/[?#]/)[0];
      }).slice(0, 5);
    } catch (error) {
      return [];
    }
  }

  // The pages of the reader's ladder, if they said what their role is.
  function ladder() {
    var reader = window.rungs.reader();
    return reader && new Set([reader.path].concat(reader.ladder || [], reader.next.map(function (one) { return one.path; })));
  }

  // The reader's ladder weighs more, as far as something is not called exactly what was typed.
  function mineFirst(answer, texts, mine, limit) {
    var all = answer.results.map(function (found, at) {
      var gains = found.score < EXACT_NAME && mine.has(texts[at].url);
      return { found: found, text: texts[at], score: gains ? Math.min(found.score * LADDER_WEIGHT, EXACT_NAME - 1) : found.score };
    });
    all.sort(function (a, b) { return b.score - a.score; });
    all = all.slice(0, limit);
    answer.results = all.map(function (one) { return one.found; });
    return all.map(function (one) { return one.text; });
  }

  // The part that the dialog and the page share: a field, results, filters, and a status line for screen readers.
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
    this.facets = element("div", { class: "search-facets", role: "group", "aria-label": t("search.narrow") });
    this.note = element("p", { class: "search-note" });
    this.list = element("div", { class: "search-results", id: this.id });
    this.more = element("p", { class: "search-more" });
    this.keys = element("p", { class: "search-keys" });
    this.number = 0;
    this.place = options.place;
    this.status = element("p", { class: "vh", role: "status" });
    field.setAttribute("aria-label", t("search.label"));
    field.setAttribute("placeholder", t("search.label"));
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
    var self = this;
    var turn = ++this.turn;
    var text = this.question();
    if (this.options.changed) this.options.changed(this);
    if (!text.trim()) return this.idle(turn);
    clearTimeout(this.counting);
    try {
      var mine = ladder();
      var answer = await this.engine.search(text, { limit: this.limit + (mine ? MORE_FOR_LADDER : 0) });
      var texts = await Promise.all(answer.results.map(function (found) { return this.engine.text(found.entity); }, this));
      if (mine) texts = mineFirst(answer, texts, mine, this.limit);
      if (turn !== this.turn) return;
      this.show(answer, texts);
      this.announce(answer, texts);
      if (!answer.total) after().then(function () { return self.nothing(answer, turn); }, function () {});
      this.counting = setTimeout(function () {
        Promise.all([answer.count(), after()]).then(function (got) { if (turn === self.turn) self.narrow(got[0]); }, function () {});
      }, COUNT_AFTER);
    } catch (error) {
      if (turn !== this.turn) return;
      this.clear();
      this.note.textContent = error.message;
      this.say(function () { return error.message; });
    }
  };

  // Tells other scripts what was asked and found.
  View.prototype.announce = function (answer, texts) {
    var self = this;
    document.dispatchEvent(new CustomEvent("rungs:search", {
      detail: {
        query: this.field.value,
        total: answer.total,
        unknown: answer.unknown,
        results: answer.results.map(function (found, at) {
          return { kind: self.engine.root.kinds[self.engine.kindOf[found.entity]][0], title: texts[at].title, url: texts[at].url };
        }),
      },
    }));
  };

  View.prototype.clear = function () {
    this.number = 0;
    this.list.replaceChildren();
    this.more.replaceChildren();
    this.note.textContent = this.keys.textContent = "";
    this.place.removeAttribute("data-busy");
    this.expand(false);
    this.choose(-1);
  };

  // Nothing was asked: recent searches and pages, and what one can do. Other scripts may add to it.
  View.prototype.idle = async function (turn) {
    var self = this;
    this.clear();
    this.facets.replaceChildren();
    if (!this.options.choices) return;
    this.choice(t("search.recent_searches"), recent().slice(0, 3).map(function (words) {
      return { title: words, name: "search-recent", run: function () { self.ask(words); } };
    }));
    this.choice(t("search.recent_pages"), recentPages(this.root).map(function (page) {
      return { title: page.title, href: self.root + page.path };
    }));
    var reader = window.rungs.reader();
    function linked(one) { return { title: one.title, href: self.root + one.path }; }
    if (reader) {
      this.choice(t("reader.yours"), [linked(reader)]);
      this.choice(t("reader.next"), reader.next.slice(0, 2).map(linked));
    }
    this.keys.textContent = t("search.keys");
    var actions = [];
    document.dispatchEvent(new CustomEvent("rungs:search-idle", { detail: { add: function (action) { actions.push(action); } } }));
    try {
      var root = await this.engine.start();
    } catch (error) {
      return;
    }
    if (turn !== this.turn) return;
    root.tools.forEach(function (tool) { actions.push({ title: tool[1], href: self.root + tool[2] }); });
    actions.push({ title: t("search.everything"), href: this.root + "search.html" });
    var toggle = document.querySelector("[data-scheme-toggle]");
    if (toggle) actions.push({ title: t("search.colours"), run: function () { toggle.click(); } });
    this.choice(t("search.actions"), actions);
  };

  View.prototype.ask = function (words) {
    this.field.value = words;
    this.field.focus();
    this.update();
  };

  // A group of choices: links, and what runs something.
  View.prototype.choice = function (label, choices) {
    var self = this;
    if (!choices.length) return;
    var heading = this.id + "-choices-" + this.list.childElementCount;
    var options = this.options.choices;
    var group = element(options ? "div" : "li", { class: "search-group", role: options ? "group" : null, "aria-labelledby": options ? heading : null }, [
      element("div", { class: "search-group-name", id: heading, role: options ? "presentation" : null }, [label]),
    ]);
    choices.forEach(function (choice) {
      var made = element(choice.href ? "a" : options ? "div" : "button", { class: "search-choice " + (choice.name || ""), href: choice.href, type: options || choice.href ? null : "button", dir: "auto" }, [choice.title]);
      if (options) self.option(made);
      if (choice.run) made.addEventListener("click", function () { choice.run(); });
      group.append(made);
    });
    this.list.append(group);
    this.expand(true);
  };

  View.prototype.option = function (made) {
    made.setAttribute("role", "option");
    made.setAttribute("id", this.id + "-" + this.number++);
    made.setAttribute("aria-selected", "false");
    if (made.tagName === "A") made.setAttribute("tabindex", "-1");
  };

  View.prototype.expand = function (open) {
    if (this.options.choices) this.field.setAttribute("aria-expanded", String(open));
  };

  View.prototype.show = function (answer, texts) {
    var self = this;
    var kinds = this.engine.root.kinds;
    this.clear();
    var results = answer.results.map(function (found, at) {
      var text = texts[at];
      var heading = self.id + "-group-" + at;
      function link(place, name, children) {
        var made = element("a", { class: name, href: self.root + text.url + (place ? "#" + encodeURIComponent(place) : "") }, children);
        if (self.options.choices) self.option(made);
        return made;
      }
      var kind = kinds[self.engine.kindOf[found.entity]];
      var parts = found.parts.map(function (part) { return text.parts[part]; });
      var summary = parts.length ? "" : text.parts[0].text;
      var aliases = text.aliases.filter(function (alias) {
        return mark(alias, answer.matched).some(isMatched);
      });
      var entity = link("", "search-entity", [
        element("span", { class: "search-title", id: heading }, [marked(text.title, answer.matched)]),
        " ",
        element("span", { class: "search-kind" }, [kind[1] + (text.level ? " · " + text.level : "") + (self.engine.retired.has(found.entity) ? " · " + t("status.retired") : "")]),
        aliases.length ? element("span", { class: "search-alias" }, window.rungs.parts("frame.also_called", { names: marked(aliases.join(", "), answer.matched) })) : null,
        summary ? element("span", { class: "search-text" }, [shown(around(summary, answer.matched))]) : null,
      ]);
      var group = element(self.options.choices ? "div" : "li", { class: "search-result", role: self.options.choices ? "group" : null, "aria-labelledby": heading }, [entity]);
      parts.forEach(function (part) {
        var isInText = !part.more || mark(part.text, answer.matched).some(isMatched);
        var words = isInText ? part.text : part.more;
        var isExample = words === part.more && part.more && part.anchor.startsWith("s-");
        var excerpt = shown(around(words, answer.matched));
        var label = part.label || self.listed(part.anchor);
        group.append(link(part.anchor, "search-part", [
          label ? element("span", { class: "search-label" }, [marked(label, answer.matched)]) : null,
          label && words ? " " : null,
          words ? element("span", { class: "search-text" }, isExample ? window.rungs.parts("frame.labelled", { label: t("statement.example"), text: excerpt }) : [excerpt]) : null,
        ]));
      });
      return group;
    });
    this.list.replaceChildren.apply(this.list, results);
    this.expand(results.length > 0);
    // Enter opens the page that is called what was typed, or else the best statement.
    var best = answer.results[0];
    this.first = best && best.score < EXACT_NAME && best.parts.length ? 1 : 0;
    var notes = [];
    if (answer.unknown.length) notes.push(t("search.unknown", { words: quoted(answer.unknown) }) + (answer.total ? " " + t("search.without") : ""));
    if (answer.relaxed.length && answer.total) notes.push(t("search.relaxed", { phrases: quoted(answer.relaxed) }));
    var also = [].concat.apply([], answer.also.map(function (one) { return one.synonyms; }));
    if (also.length && answer.total) notes.push(t("search.also", { words: also.slice(0, 6).join(", ") }));
    this.note.textContent = notes.join(" ");
    if (answer.total > answer.results.length) this.more.append(this.options.all(this, answer.total));
    this.say(function () { return answer.total ? t("search.found", { count: answer.total }) : t("search.none"); });
  };

  // What a list is called that has no heading of its own in the index.
  View.prototype.listed = function (anchor) {
    if (anchor === "section-resources") return t("resource.title");
    if (anchor !== "section-skills") return "";
    return this.engine.root.kinds.filter(function (kind) { return kind[0] === "skill"; }).map(function (kind) { return kind[2]; }).join();
  };

  // Speaks once the typing pauses.
  View.prototype.say = function (words) {
    var status = this.status;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { status.textContent = words(); }, 500);
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
    prefetch(chosen);
  };

  // What is likely to be opened next is loaded ahead.
  function prefetch(link) {
    var url = link.href && link.href.split("#")[0];
    if (!url || location.protocol === "file:" || prefetch[url]) return;
    prefetch[url] = true;
    document.head.append(element("link", { rel: "prefetch", href: url }));
  }

  // Keeps which words to mark on the page that a link leads to.
  function leave(link, view) {
    remember(view.field.value);
    var marks = Array.from(link.closest(".search-result, .search-group").querySelectorAll("mark"), function (mark) { return mark.textContent; });
    try {
      sessionStorage.setItem(ARRIVAL, JSON.stringify({
        url: link.href.split("#")[0], words: marks.slice(0, 40), seek: link.matches(".search-part") && !link.hash,
      }));
    } catch (error) {
      // No storage: nothing is marked.
    }
  }

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
      place: box,
      limit: 6,
      all: function (view, total) {
        var link = element("a", { href: root + "search.html?" + address(view) }, [t("search.all_results", { number: total })]);
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
    view.list.setAttribute("aria-label", t("search.results"));
    var close = element("button", { type: "button", class: "search-close" }, [t("frame.close")]);
    close.addEventListener("click", function () { box.close(); });
    var focused = document.activeElement === field;
    box.append(element("div", { class: "search-head" }, [field, close]), view.note, view.list, view.more, view.facets, view.keys, view.status);
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
        (all[view.active < 0 ? view.first || 0 : view.active] || all[0]).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey }));
      }
    });
    view.list.addEventListener("click", function (event) {
      var chosen = event.target.closest("a, .search-choice");
      if (!chosen || (chosen.tagName !== "A" && chosen.matches(".search-recent, .search-near"))) return;
      if (chosen.tagName === "A") leave(chosen, view);
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) box.close();
    });
    box.addEventListener("click", function (event) {
      if (event.target === box) box.close();
    });
    view.update();
  }

  window.rungsSearchView = {
    dialog: dialog,
    View: View,
    FILTERS: FILTERS,
    element: element,
    address: address,
    leave: leave,
    // Loads ahead what the first answer needs.
    warm: function (root) { engine(root).start().catch(function () {}); },
  };
})();
