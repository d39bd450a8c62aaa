// Walking a track's ladder: on a role's page to the neighbour, with the topic that is read kept in its place; on the page
// of a skill or responsibility from role to role, whose sentences then stand on this page. What was not there before
// arrives visibly. Loaded by rungs.js where the page has a ladder; without it the rungs are plain links.
(function () {
  "use strict";
  var WALK = "rungs-walk", LEAST = 60;
  var make = window.rungs.make, html = document.documentElement, assets = new URL("./", document.currentScript.src);
  var main = document.querySelector("main");
  var ladders = Array.from(document.querySelectorAll("[data-walk]"), function (ladder) {
    return Array.from(ladder.querySelectorAll(".rung-role"));
  });
  var onRole = document.body.classList.contains("kind-role");
  if (!ladders.length) return;

  var sheet = make("link", { rel: "stylesheet", href: new URL("ladder.css", assets).href });
  document.head.append(sheet);

  function words(one) { return one.textContent.replace(/\s+/g, " ").trim(); }

  // Where the reader is: the ladder and the place in it, highest first; -1 before a rung is chosen.
  var row = ladders[0], at = row.findIndex(function (link) { return link.hasAttribute("aria-current"); });
  function step(by) {
    var to = at < 0 ? (by < 0 ? 0 : row.length - 1) : at - by;
    if (row[to]) walk(row[to], true);
  }
  var walked = false;
  function walk(link, keyboard) {
    if (onRole) leave(link, keyboard);
    else bring(link, keyboard);
  }

  // On a role's page: the neighbour's page, at the same topic.

  // The topic that is read: the first whose end is below what sticks to the top.
  function reading() {
    var line = parseFloat(getComputedStyle(html).scrollPaddingTop) || 0;
    var topics = Array.from(document.querySelectorAll(".expected .topic")).filter(function (one) { return one.getClientRects().length; });
    var first = topics.find(function (one) { return one.getBoundingClientRect().bottom > line + 24; });
    return first && first.getBoundingClientRect().top < innerHeight * .8 ? first : null;
  }
  function sentences(part) {
    return Array.from(part.querySelectorAll(".statement-text, .gist"), words);
  }
  function leave(link, keyboard) {
    if (link.getAttribute("aria-current") === "page") return;
    var topic = reading(), address = new URL(link.href);
    var show = new URLSearchParams(location.search).get("show");
    if (show && !/^toward/.test(show)) address.searchParams.set("show", show);
    if (topic) address.hash = topic.id;
    try {
      sessionStorage.setItem(WALK, JSON.stringify({
        path: address.pathname, topic: topic && topic.id, top: topic ? topic.getBoundingClientRect().top : 0, scroll: scrollY,
        keyboard: keyboard, had: sentences(document.querySelector(".expected") || main)
      }));
    } catch (error) {
      // No storage: the page opens at the topic all the same.
    }
    // One step back leads to where walking began.
    location[walked ? "replace" : "assign"](address.href);
  }
  function arrive() {
    var from = null;
    try {
      from = JSON.parse(sessionStorage.getItem(WALK));
      sessionStorage.removeItem(WALK);
    } catch (error) {
      // Nothing was kept.
    }
    if (!from || from.path !== location.pathname || !Array.isArray(from.had)) return;
    walked = true;
    var topic = from.topic && document.getElementById(from.topic);
    function place() {
      scrollTo({ top: topic ? scrollY + topic.getBoundingClientRect().top - from.top : from.scroll, behavior: "instant" });
    }
    // Until the page is loaded the browser goes to the fragment itself.
    function settle() {
      html.style.removeProperty("scroll-padding-block-start");
      place();
    }
    place();
    if (document.readyState === "complete") settle();
    else addEventListener("load", settle);
    welcome(document.querySelector(".expected") || main, from.had);
    if (from.keyboard && row[at]) row[at].focus({ preventScroll: true });
  }
  // What `had` does not know is new here.
  function welcome(part, had) {
    var known = new Set(had);
    part.querySelectorAll(".statement-text, .gist").forEach(function (one) {
      if (!known.has(words(one))) (one.closest(".statement") || one).dataset.arrived = "";
    });
  }

  // On the page of a topic: the sentences of a role, from its page.

  var pages = new Map(), panel = null, wanted = null;
  function page(link) {
    var address = link.href.split("#")[0];
    if (!pages.has(address)) {
      pages.set(address, fetch(address).then(function (answer) {
        if (!answer.ok) throw new Error(answer.statusText);
        return answer.text();
      }).then(function (text) { return new DOMParser().parseFromString(text, "text/html"); }));
      pages.get(address).catch(function () { pages.delete(address); });
    }
    return pages.get(address);
  }
  function bring(link, keyboard) {
    wanted = link;
    page(link).then(function (other) {
      if (wanted !== link) return;
      var topic = other.getElementById(decodeURIComponent(new URL(link.href).hash.slice(1)));
      if (!topic) return location.assign(link.href);
      show(link, document.importNode(topic, true));
      ahead();
      if (keyboard) link.focus({ preventScroll: true });
    }).catch(function () { location.assign(link.href); });
  }
  function show(link, topic) {
    var had = panel ? sentences(panel) : null, body = topic.querySelector(".topic-body"), need = topic.querySelector(".need:not(.toward)");
    [body, need].forEach(function (part) {
      if (!part) return;
      part.querySelectorAll("[id]").forEach(function (one) { one.removeAttribute("id"); });
      part.querySelectorAll("a[href]").forEach(function (one) { one.href = new URL(one.getAttribute("href"), link.href).href; });
    });
    if (!panel) {
      panel = make("section", { class: "walked", "aria-live": "polite", "data-pagefind-ignore": "" });
      (main.querySelector(".hero") || main.firstElementChild).after(panel);
    }
    panel.replaceChildren.apply(panel, [
      make("h2", {}, make("a", { href: link.href }, words(link)))
    ].concat(need ? [need] : [], body ? [body] : []));
    if (had) welcome(panel, had);
    var place = row.indexOf(link);
    row = place < 0 ? ladders.find(function (one) { return one.indexOf(link) >= 0; }) : row;
    at = row.indexOf(link);
    document.querySelectorAll("[data-walk] .rung").forEach(function (rung) { rung.classList.remove("rung-here"); });
    document.querySelectorAll("[data-walk] .rung-role").forEach(function (one) { one.removeAttribute("aria-current"); });
    link.setAttribute("aria-current", "true");
    link.closest(".rung").classList.add("rung-here");
    var address = new URL(location.href);
    address.searchParams.set("at", link.dataset.walkTo);
    try { history.replaceState(history.state, "", address); } catch (error) { /* The address stays as it is. */ }
    draw();
  }
  // The neighbours come before they are asked for.
  function ahead() {
    [at - 1, at + 1].forEach(function (place) {
      if (row[place] && location.protocol !== "file:") page(row[place]).catch(function () {});
    });
  }

  // The bar at the foot of narrow windows: the rung below, this one, the rung above.

  var bar = make("div", { class: "walk-bar", role: "group", "aria-label": words(document.querySelector("[data-walk] .aside-title")) });
  function draw() {
    var here = row[at];
    bar.replaceChildren.apply(bar, [[at + 1, "walk-below"], [at, "walk-here"], [at - 1, "walk-above"]].map(function (part) {
      var link = part[0] < 0 && at < 0 ? row[row.length - 1] : row[part[0]];
      if (part[1] === "walk-here") return make("span", { class: part[1] }, here ? words(here) : "");
      if (!link || (at < 0 && part[1] === "walk-below")) return make("span", { class: part[1] });
      var other = make("a", { class: part[1], href: link.href }, words(link));
      other.addEventListener("click", function (event) { follow(event, link, false); });
      return other;
    }));
  }
  function follow(event, link, keyboard) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    // A page on a disk cannot read another.
    if (!onRole && location.protocol === "file:") return;
    event.preventDefault();
    walk(link, keyboard);
  }

  ladders.forEach(function (links) {
    links.forEach(function (link) {
      link.addEventListener("click", function (event) {
        row = links;
        at = onRole ? at : links.findIndex(function (one) { return one.hasAttribute("aria-current"); });
        follow(event, link, event.detail === 0);
      });
      link.addEventListener("keydown", function (event) {
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        // The arrows of a topic's ladder go from the rung that has the focus.
        if (!onRole) {
          row = links;
          at = links.indexOf(link);
        }
        step(event.key === "ArrowUp" ? 1 : -1);
      });
    });
  });

  // A stroke to the side: forward is up. What scrolls sideways itself keeps its strokes.
  var start = null;
  function scrolls(element) {
    for (; element && element !== document.body; element = element.parentElement) {
      if (element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX)) return true;
    }
    return false;
  }
  [bar, document.querySelector(".expected"), document.querySelector(".hero")].forEach(function (part) {
    if (!part) return;
    part.addEventListener("touchstart", function (event) {
      var touch = event.changedTouches[0];
      start = event.touches.length === 1 && !scrolls(event.target) ? { x: touch.clientX, y: touch.clientY } : null;
    }, { passive: true });
    part.addEventListener("touchend", function (event) {
      var touch = event.changedTouches[0];
      if (!start) return;
      var x = touch.clientX - start.x, y = touch.clientY - start.y;
      start = null;
      if (Math.abs(x) < LEAST || Math.abs(x) < 2 * Math.abs(y)) return;
      var forward = html.dir === "rtl" ? x > 0 : x < 0;
      if (onRole || location.protocol !== "file:") step(forward ? 1 : -1);
    }, { passive: true });
  });

  draw();
  document.querySelector(".aside").append(bar);
  html.dataset.walkable = "";
  if (onRole) arrive();
  else {
    var asked = new URLSearchParams(location.search).get("at");
    var link = asked && ladders.flat().find(function (one) { return one.dataset.walkTo === asked; });
    if (link && location.protocol !== "file:") bring(link, false);
  }
  // `[` and `]` walk too, see keys.js.
  window.rungs.walk = step;
})();
