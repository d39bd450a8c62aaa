// The search page, whose address carries the question.
(function () {
  "use strict";
  var t = window.rungs.t;
  var search = window.rungsSearchView;
  var element = search.element;

  window.rungsSearchPage = function (place, root) {
    var field = element("input", { type: "text" });
    var list = document.querySelector("[data-search-a-to-z]");
    var view = new search.View(root, field, {
      choices: false,
      place: place,
      limit: 20,
      all: function (view, total) {
        var button = element("button", { type: "button" }, [t("search.more_results", { number: total })]);
        button.addEventListener("click", function () {
          view.limit += 40;
          view.update();
        });
        return button;
      },
      changed: function (view) {
        var query = search.address(view);
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
    search.FILTERS.forEach(function (filter) {
      view.picked[filter] = asked.getAll(filter).map(function (value) { return value.replace(/"/g, ""); });
    });
    view.list.replaceWith((view.list = element("ol", { class: "search-results", id: view.id })));
    view.list.addEventListener("click", function (event) {
      if (event.target.closest("a")) search.leave(event.target.closest("a"), view);
    });
    place.replaceChildren(element("div", { role: "search", class: "search-page" }, [
      element("div", { class: "search-head" }, [field]), view.facets, view.note, view.list, view.more, view.status,
    ]));
    if (search.address(view)) view.update();
  };
})();
