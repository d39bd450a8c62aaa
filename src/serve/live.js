// Keeps an open page up to date while `rungs serve` runs. Never part of a built site.
//
// The server sends an event when this page differs. The new page is fetched, and only what differs from the old one is
// changed in the document, so that the scroll position, the focus, open details and typed text stay. A change that
// cannot be made in place (a script) reloads the page.
(function () {
  "use strict";
  var script = document.currentScript;
  var base = script.src.replace(/_rungs\/live\.js.*$/, "");
  var version = script.dataset.version;
  var assets = "";
  var stream = null;
  var again = 0;

  // The page as the server sent it, and the document, which other scripts change. `live` maps each node of the first
  // to its node in the document. This script runs before all other deferred scripts.
  var sent = document.documentElement.cloneNode(true);
  var live = new WeakMap();
  pair(sent, document.documentElement);

  function pair(one, other) {
    live.set(one, other);
    for (var a = one.firstChild, b = other.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b);
  }

  // Listening. A hidden tab does not listen: a browser opens six connections per host, for all tabs together.
  function listen() {
    clearTimeout(again);
    if (stream || document.hidden) return;
    stream = new EventSource(
      base + "_rungs/events?page=" + encodeURIComponent(location.pathname) + "&version=" + version + "&assets=" + assets
    );
    on("hello", function (data) {
      assets = data.assets;
      if (data.switch) addSwitch(data.switch);
    });
    on("page", function () { update(); });
    on("assets", function (data) {
      assets = data.version;
      swapAssets(data.changed, data.version);
    });
    on("problems", show);
    on("site", function () {
      document.dispatchEvent(new CustomEvent("rungs:site"));
      compare();
    });
    on("busy", function () { stop(); again = setTimeout(listen, 3000); });
    stream.onerror = function () { stop(); again = setTimeout(listen, 1000); };
  }

  function on(name, act) {
    stream.addEventListener(name, function (event) { act(JSON.parse(event.data)); });
  }

  function stop() {
    clearTimeout(again);
    if (stream) stream.close();
    stream = null;
  }

  document.addEventListener("visibilitychange", function () { if (document.hidden) stop(); else listen(); });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);

  // Updating. One fetch at a time; a change that comes meanwhile is fetched after it.
  var fetching = false;
  var stale = false;
  function update() {
    if (fetching) { stale = true; return; }
    fetching = true;
    fetch(location.href, { cache: "no-cache", headers: { Accept: "text/html" } }).then(function (response) {
      return response.text();
    }).then(function (html) {
      apply(new DOMParser().parseFromString(html, "text/html").documentElement);
    }).catch(function () {
      // The server is gone. The stream reconnects and reports what has changed.
    }).then(function () {
      fetching = false;
      if (stale) { stale = false; update(); }
    });
  }

  function apply(now) {
    var own = now.querySelector("script[data-version]");
    var new_version = own && own.dataset.version;
    if (!new_version || new_version === version) return;
    if (scripts(now) !== scripts(sent)) { location.reload(); return; }
    version = new_version;
    var focused = document.activeElement;
    var left = scrollX, top = scrollY;
    patch(sent, now);
    sent = now;
    leaving = leaving.filter(function (pair) {
      if (!pair.link.isConnected) pair.old.remove();
      return pair.old.isConnected;
    });
    if (focused && focused.id && !focused.isConnected) {
      var same = document.getElementById(focused.id);
      if (same) same.focus({ preventScroll: true });
    }
    scrollTo({ left: left, top: top, behavior: "instant" });
    document.dispatchEvent(new CustomEvent("rungs:page"));
  }

  // The scripts of a page that run, except this one.
  function scripts(root) {
    return Array.from(root.querySelectorAll("script")).filter(function (one) {
      return !one.dataset.version && (!one.type || /javascript|module/.test(one.type));
    }).map(function (one) { return one.src + "\n" + one.textContent; }).join("\n");
  }

  // Applies the differences between `old` and `now` to the document. Nodes without a difference are not touched.
  function patch(old, now) {
    var node = live.get(old);
    if (!node) return;
    live.set(now, node);
    if (old.isEqualNode(now)) { follow(old, now); return; }
    if (old.nodeType !== Node.ELEMENT_NODE) { node.nodeValue = now.nodeValue; return; }
    attributes(old, now, node);
    children(old, now, node);
  }

  // Copies the mapping to the document from one tree to an equal tree.
  function follow(old, now) {
    if (live.has(old)) live.set(now, live.get(old));
    for (var a = old.firstChild, b = now.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) follow(a, b);
  }

  function attributes(old, now, node) {
    Array.from(now.attributes).forEach(function (one) {
      if (old.getAttribute(one.name) !== one.value) node.setAttribute(one.name, one.value);
    });
    Array.from(old.attributes).forEach(function (one) {
      if (!now.hasAttribute(one.name)) node.removeAttribute(one.name);
    });
  }

  function children(old, now, node) {
    var before = Array.from(old.childNodes);
    var after = Array.from(now.childNodes);
    var partner = match(before, after);
    var kept = new Set(partner);
    before.forEach(function (one, at) {
      if (!kept.has(at) && live.has(one)) live.get(one).remove();
    });
    // From the end, so that the node to insert before is known.
    var next = null;
    for (var at = after.length - 1; at >= 0; at--) {
      var here;
      if (partner[at] >= 0 && live.has(before[partner[at]])) {
        patch(before[partner[at]], after[at]);
        here = live.get(after[at]);
      } else {
        here = document.importNode(after[at], true);
        pair(after[at], here);
        node.insertBefore(here, next && next.parentNode === node ? next : null);
      }
      if (here && here.parentNode === node) next = here;
    }
  }

  // For each new child, the index of the old child it continues, or -1, in rising order. Equal children are paired
  // first, from both ends and then in between; the rest are paired by element name and id.
  function match(before, after) {
    var partner = new Array(after.length).fill(-1);
    var start = 0, endOld = before.length, endNew = after.length;
    while (start < endOld && start < endNew && before[start].isEqualNode(after[start])) partner[start] = start++;
    while (endOld > start && endNew > start && before[endOld - 1].isEqualNode(after[endNew - 1])) {
      partner[--endNew] = --endOld;
    }
    var low = start;
    for (var at = start; at < endNew; at++) {
      for (var other = low; other < endOld; other++) {
        if (before[other].isEqualNode(after[at])) { partner[at] = other; low = other + 1; break; }
      }
    }
    low = start;
    for (at = start; at < endNew; at++) {
      if (partner[at] >= 0) { low = partner[at] + 1; continue; }
      var high = endOld;
      for (var later = at + 1; later < endNew; later++) if (partner[later] >= 0) { high = partner[later]; break; }
      for (other = low; other < high; other++) {
        if (alike(before[other], after[at])) { partner[at] = other; low = other + 1; break; }
      }
    }
    return partner;
  }

  function alike(one, other) {
    return one.nodeName === other.nodeName && (one.id || "") === (other.id || "");
  }

  // Style sheets whose successor is still loading. When a page stops using one, both are removed.
  var leaving = [];

  // Assets. `changed` is null when it is not known which have changed.
  function swapAssets(changed, stamp) {
    var is_changed = function (address) {
      if (!address.startsWith(base)) return false;
      return !changed || changed.indexOf(decodeURIComponent(address.slice(base.length).split(/[?#]/)[0])) >= 0;
    };
    var with_stamp = function (address) { return address.split(/[?#]/)[0] + "?" + stamp; };
    var reload = changed && Array.from(document.scripts).some(function (one) {
      return one !== script && one.src && is_changed(one.src);
    });
    if (reload) { location.reload(); return; }
    document.querySelectorAll("link[rel~=stylesheet]").forEach(function (link) {
      if (!is_changed(link.href)) return;
      // The old sheet is removed when the new one has loaded, so that the page is never unstyled.
      var old = link.cloneNode();
      old.onload = null;
      link.after(old);
      leaving.push({ link: link, old: old });
      link.onload = link.onerror = function () { old.remove(); };
      link.href = with_stamp(link.href);
    });
    document.querySelectorAll("img[src]").forEach(function (image) {
      if (is_changed(image.src)) image.src = with_stamp(image.src);
    });
  }

  // The overlay. Text is set as text, never as markup.
  var host = null;
  var shown = "";
  function show(data) {
    var text = JSON.stringify(data);
    if (text === shown) return;
    shown = text;
    if (host) host.remove();
    host = null;
    if (!data.problems.length) { placeCorner(); return; }
    host = document.createElement("rungs-problems");
    var root = shadow(host);
    var box = add(root, "section");
    box.className = "problems";
    box.setAttribute("role", "alert");
    box.setAttribute("aria-label", "Problems");
    var head = add(box, "header");
    var count = data.problems.length + data.more;
    add(head, "h2", count === 1 ? "1 problem" : count + " problems");
    var close = add(head, "button", "Hide");
    close.type = "button";
    close.onclick = function () { host.remove(); placeCorner(); };
    data.problems.forEach(function (problem) {
      var place = add(add(box, "p"), problem.href ? "a" : "span", problem.place);
      if (problem.href) place.href = problem.href;
      var source = add(box, "pre", problem.text);
      source.tabIndex = 0;
    });
    if (data.more) add(box, "p", "and " + data.more + " more");
    document.documentElement.append(host);
    placeCorner();
  }

  function shadow(outer) {
    var root = outer.attachShadow({ mode: "open" });
    var sheet = add(root, "link");
    sheet.rel = "stylesheet";
    sheet.href = base + "_rungs/live.css";
    sheet.onload = placeCorner;
    return root;
  }

  // The switch in the corner. While it is on, a panel shows what differs on this page from the last commit.
  var KEPT = "rungs-changes-switch";
  var corner = null;
  var asking = false;
  var isOld = false;
  function addSwitch(texts) {
    if (corner) { compare(); return; }
    var outer = document.createElement("rungs-changes");
    var root = shadow(outer);
    var box = add(root, "div");
    box.className = "corner";
    var panel = add(box, "section");
    panel.className = "changes";
    panel.hidden = true;
    panel.tabIndex = 0;
    panel.setAttribute("aria-label", texts.label + ": " + texts.heading);
    var button = add(box, "button", texts.label + " ");
    button.type = "button";
    button.className = "switch";
    button.setAttribute("role", "switch");
    button.setAttribute("aria-checked", "false");
    button.setAttribute("aria-keyshortcuts", "Alt+C");
    add(button, "kbd", "Alt+C").setAttribute("aria-hidden", "true");
    button.onclick = toggle;
    corner = { root: root, box: box, panel: panel, button: button };
    document.documentElement.append(outer);
    placeCorner();
    if (keep()) toggle();
  }

  document.addEventListener("keydown", function (event) {
    if (!corner || event.code !== "KeyC" || !event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    toggle();
  });

  function toggle() {
    var on = corner.panel.hidden;
    corner.button.setAttribute("aria-checked", String(on));
    keep(on ? "on" : "");
    if (on) compare(); else corner.panel.hidden = true;
  }

  // Whether the switch is on, from one page to the next in this tab. A browser may forbid to keep it.
  function keep(value) {
    try {
      if (value !== undefined) sessionStorage.setItem(KEPT, value);
      return sessionStorage.getItem(KEPT);
    } catch (error) {
      return value;
    }
  }

  // One request at a time; a change that comes meanwhile is asked for after it.
  function compare() {
    if (!corner || corner.button.getAttribute("aria-checked") !== "true") return;
    if (asking) { isOld = true; return; }
    asking = true;
    fetch(base + "_rungs/changes?page=" + encodeURIComponent(location.pathname), { cache: "no-cache" }).then(function (response) {
      return response.ok ? response.json() : null;
    }).then(function (data) {
      if (data && data.pending) setTimeout(compare, 300);
      else if (data) fill(data);
    }).catch(function () {
      // The server is gone. The stream reconnects, and the page asks again.
    }).then(function () {
      asking = false;
      if (isOld) { isOld = false; compare(); }
    });
  }

  function fill(data) {
    var panel = corner.panel;
    var focused = corner.root.activeElement && corner.root.activeElement.hash;
    panel.replaceChildren();
    add(panel, "h2", data.heading);
    if (data.message) add(panel, "p", data.message);
    if (data.reason) add(panel, "p", data.reason).lang = "en";
    var list = data.changes.length ? add(panel, "ul") : null;
    data.changes.forEach(function (change) {
      var item = add(list, "li");
      var target = change.id && document.getElementById(change.id);
      var label = add(item, target ? "a" : "b", change.label);
      if (target) label.href = "#" + encodeURIComponent(change.id);
      if (change.place) add(item, "small", change.place);
      var words = add(item, "p");
      change.pieces.forEach(function (piece) {
        if (piece.kind === "kept") words.append(piece.text);
        else add(words, piece.kind === "deleted" ? "del" : "ins", piece.text);
      });
    });
    if (data.more) add(panel, "p", data.more);
    panel.hidden = corner.button.getAttribute("aria-checked") !== "true";
    if (!focused) return;
    var same = Array.from(panel.querySelectorAll("a")).find(function (link) { return link.hash === focused; });
    (same || panel).focus({ preventScroll: true });
  }

  // The corner is above the problems.
  function placeCorner() {
    if (!corner) return;
    var below = host && host.isConnected ? host.shadowRoot.querySelector("section").offsetHeight : 0;
    corner.box.style.setProperty("--below", below + "px");
  }

  function add(parent, name, text) {
    var element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  listen();
})();
