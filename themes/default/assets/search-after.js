// What comes after the first results: menus that narrow them, and what is nearest if there are none.
(function () {
  "use strict";
  var t = window.rungs.t;
  var View = window.rungsSearchView.View;
  var FILTERS = window.rungsSearchView.FILTERS;
  var element = window.rungsSearchView.element;

  // Nothing was found: the nearest words and pages, and where to say what is missing.
  View.prototype.nothing = async function (answer, turn) {
    var self = this;
    var engine = this.engine;
    await engine.more();
    var near = await Promise.all(answer.unknown.slice(0, 3).map(function (word) { return engine.nearest(word); }));
    near = near.reduce(function (all, some) { return all.concat(some); }, []).slice(0, 4);
    var pages = near.length ? (await engine.search(near[0], { limit: 3 })).results : [];
    var texts = await Promise.all(pages.map(function (found) { return engine.text(found.entity); }));
    if (turn !== this.turn) return;
    if (!answer.unknown.length) this.note.textContent = t("search.none");
    this.choice(t("search.near_words"), near.map(function (word) {
      return { title: word, name: "search-near", run: function () { self.ask(word); } };
    }));
    this.choice(t("search.near_pages"), texts.map(function (text) { return { title: text.title, href: self.root + text.url }; }));
    if (this.options.choices) this.choice(t("search.actions"), [{ title: t("search.everything"), href: this.root + "search.html" }]);
    var feedback = engine.root.feedback;
    if (!feedback) return;
    var fill = { "{title}": t("search.ask_title", { query: this.field.value.trim() }), "{url}": location.href };
    this.more.append(element("a", { href: feedback.replace(/\{title\}|\{url\}/g, function (name) { return encodeURIComponent(fill[name]); }) }, [t("search.ask")]));
  };

  // What an answer can be narrowed to: a menu each for kind, family, track and level, in the order of the handbook.
  View.prototype.narrow = function (counted) {
    var self = this;
    var focused = document.activeElement && this.facets.contains(document.activeElement) && document.activeElement.dataset.facet;
    var kinds = this.engine.root.kinds;
    var menus = FILTERS.map(function (filter, which) {
      var values = which ? counted.facets[which - 1].values : kinds.map(function (kind) { return [kind[0], kind[2]]; });
      var shown = values.map(function (value, at) {
        return { id: value[0], title: value[1], count: counted.counts[which][at], picked: self.picked[filter].includes(value[0]) };
      }).filter(function (value) { return value.count || value.picked; });
      if (shown.length < 2 && !shown.some(function (value) { return value.picked; })) return null;
      var named = kinds.find(function (kind) { return kind[0] === filter; });
      var name = named ? named[1] : t("search.kind");
      var menu = element("select", { class: "search-facet", "aria-label": name, "data-facet": filter }, [
        element("option", { value: "" }, [t("search.all_of", { name: name })]),
      ].concat(shown.map(function (value) {
        return element("option", { value: value.id, selected: value.picked ? "" : null }, [value.title + " (" + value.count + ")"]);
      })));
      if (self.picked[filter].length) menu.dataset.picked = "";
      menu.addEventListener("change", function () {
        self.picked[filter] = menu.value ? [menu.value] : [];
        self.update();
      });
      return menu;
    });
    this.facets.replaceChildren.apply(this.facets, menus.filter(Boolean));
    if (focused) {
      var again = this.facets.querySelector('[data-facet="' + focused + '"]');
      if (again) again.focus();
    }
  };
})();
