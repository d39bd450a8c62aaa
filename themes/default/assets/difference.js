// What changes from one role to another, as the difference pages have it: the same pairs, words and counts.
// Works on the numbered words of compare/data.js, so that it needs to know no language. A test holds it to the pages.
(function () {
  "use strict";

  // Kinds of tokens, as in the data.
  var SPACE = 0, PUNCTUATION = 1, FUNCTION = 2, HALF = 3;
  // From these likenesses on (thousandths) two statements are one in other words: of one topic, of two.
  var REWORDED = 700, REWORDED_ELSEWHERE = 850;
  // A leading word that the other statement lacks counts so many times. A word that says what weighs so much.
  var LEAD = 3, CONTENT = 2;
  // A statement that another holds as a whole is at least so alike to it, if it has so many words.
  var CONTAINED = 750, FEWEST = 4;
  var IDENTICAL = Infinity;
  var ID = 0, SAME_TEXT = 1, SIMILAR_TEXT = 2;

  function difference(data, oldRole, newRole) {
    var old = read(data, oldRole), fresh = read(data, newRole);
    var pairs = pair(old, fresh);
    var groups = new Map();
    function group(topic) {
      if (!groups.has(topic)) groups.set(topic, { topic: topic, step: null, changes: [] });
      return groups.get(topic);
    }
    arrange(data, old, fresh, pairs, group, groups);
    steps(oldRole.steps, newRole.steps).forEach(function (change, topic) { group(topic).step = change; });
    var list = Array.from(groups.values()).sort(function (a, b) { return a.topic - b.topic; });
    return { groups: list, counts: count(list), sizes: sizes(data, list) };
  }

  function read(data, role) {
    var places = new Map();
    return role.items.map(function (number, at) {
      var item = data.items[number];
      var place = places.get(item[2]) || 0;
      places.set(item[2], place + 1);
      var text = data.texts[item[1]];
      return {
        at: at, id: item[0], group: item[2], place: place, details: [item[4] || [], item[5] || []].map(function (texts) { return texts.join("\n"); }).join("\n\n"),
        reading: text[0], tokens: text[1], stems: text[2], lead: text[3] === null ? undefined : text[2][text[3]],
        weigh: function (stem) { return data.weights.charCodeAt(stem) - 48; },
        sorted: text[2].slice().sort(function (a, b) { return a - b; })
      };
    });
  }

  // Pairs

  function pair(old, fresh) {
    var pairs = { old: new Map(), fresh: new Map() };
    take(pairs, certain(old, fresh));
    take(pairs, similar(old, fresh, pairs));
    return pairs;
  }

  function take(pairs, candidates) {
    candidates.sort(function (a, b) {
      return a.evidence - b.evidence || a.moved - b.moved || (a.likeness === b.likeness ? 0 : b.likeness - a.likeness) ||
        a.distance - b.distance || a.depth - b.depth || a.old - b.old || a.fresh - b.fresh;
    });
    candidates.forEach(function (one) {
      if (pairs.old.has(one.old) || pairs.fresh.has(one.fresh)) return;
      var made = { old: one.old, fresh: one.fresh, same: one.likeness === IDENTICAL };
      pairs.old.set(one.old, made);
      pairs.fresh.set(one.fresh, made);
    });
  }

  function candidate(evidence, likeness, before, after) {
    var moved = before.group !== after.group;
    var from = moved ? before.at : before.place, to = moved ? after.at : after.place;
    return {
      evidence: evidence, moved: moved ? 1 : 0, likeness: likeness,
      distance: Math.abs(from - to), depth: from + to, old: before.at, fresh: after.at
    };
  }

  function certain(old, fresh) {
    var found = [];
    old.forEach(function (before) {
      fresh.forEach(function (after) {
        var sameId = before.id !== "" && before.id === after.id, sameText = before.reading === after.reading && before.details === after.details;
        if (sameId || sameText) {
          found.push(candidate(sameId ? ID : SAME_TEXT, sameText ? IDENTICAL : 0, before, after));
        }
      });
    });
    return found;
  }

  function similar(old, fresh, pairs) {
    var found = [];
    old = old.filter(function (before) { return !pairs.old.has(before.at); });
    fresh.forEach(function (after) {
      if (pairs.fresh.has(after.at)) return;
      old.forEach(function (before) {
        var threshold = before.group === after.group ? REWORDED : REWORDED_ELSEWHERE;
        // Equal words with other points or examples are as alike as words can be.
        var like = before.reading === after.reading ? 1000 : likeness(before, after, threshold);
        if (like >= threshold) found.push(candidate(SIMILAR_TEXT, like, before, after));
      });
    });
    return found;
  }

  function likeness(a, b, threshold) {
    var shorter = Math.min(a.stems.length, b.stems.length);
    var shared = inCommon(a.sorted, b.sorted), common = shared.length, weight = weighAll(a, shared);
    function subjects(one) { return one.stems.filter(function (stem) { return one.weigh(stem) === CONTENT; }).length; }
    if (common < Math.max(Math.min(3, subjects(a), subjects(b)), 2)) return -1;
    function lacks(lead, other) { return lead !== undefined && other.stems.indexOf(lead) < 0 ? 1 : 0; }
    var total = weighAll(a, a.stems) + weighAll(b, b.stems) + (lacks(a.lead, b) + lacks(b.lead, a)) * (LEAD - 1) * CONTENT;
    function share(part) { return Math.floor(1000 * part / total); }
    var held = shorter < FEWEST || threshold > CONTAINED ? Infinity : shorter - Math.floor(shorter / 10);
    if (share(2 * weight) < threshold && common < held) return -1;
    var ordered = inOrder(a.stems, b.stems), alike = share(weight + Math.floor(weight * ordered / common));
    return ordered >= held ? Math.max(alike, CONTAINED) : alike;
  }

  function weighAll(one, stems) {
    return stems.reduce(function (sum, stem) { return sum + one.weigh(stem); }, 0);
  }

  // The elements that two sorted lists share.
  function inCommon(a, b) {
    var common = [];
    for (var i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i] === b[j]) { common.push(a[i]); i++; j++; } else if (a[i] < b[j]) i++; else j++;
    }
    return common;
  }

  // How many elements two lists have in common at their start and, after that, at their end.
  function ends(a, b) {
    var most = Math.min(a.length, b.length), start = 0, end = 0;
    while (start < most && a[start] === b[start]) start++;
    while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    return { start: start, end: end };
  }

  function inOrder(a, b) {
    var same = ends(a, b);
    a = a.slice(same.start, a.length - same.end);
    b = b.slice(same.start, b.length - same.end);
    if (a.length * b.length > 20000) return same.start + same.end;
    var row = new Array(b.length + 1).fill(0);
    a.forEach(function (x) {
      var diagonal = 0;
      b.forEach(function (y, j) {
        var longest = x === y ? diagonal + 1 : Math.max(row[j], row[j + 1]);
        diagonal = row[j + 1];
        row[j + 1] = longest;
      });
    });
    return same.start + same.end + row[b.length];
  }

  // Order

  function arrange(data, old, fresh, pairs, group, groups) {
    var dropped = new Map(), last = new Map();
    function key(topic, after) { return topic + " " + (after === undefined ? "" : after); }
    old.forEach(function (before) {
      var made = pairs.old.get(before.at);
      if (!made) {
        var at = key(before.group, last.get(before.group));
        if (!dropped.has(at)) dropped.set(at, []);
        dropped.get(at).push({ kind: "dropped", old: before.at });
      } else if (fresh[made.fresh].group === before.group) last.set(before.group, before.at);
    });
    function put(topic, after) {
      var list = dropped.get(key(topic, after)) || [];
      dropped.delete(key(topic, after));
      Array.prototype.push.apply(group(topic).changes, list);
    }
    old.concat(fresh).forEach(function (item) { if (!groups.has(item.group)) put(item.group); });
    fresh.forEach(function (after) {
      var made = pairs.fresh.get(after.at), changes = group(after.group).changes;
      if (!made) {
        changes.push({ kind: "new", fresh: after.at });
        return;
      }
      var before = old[made.old], change = { kind: "unchanged", old: before.at, fresh: after.at, movedFrom: null };
      if (before.group !== after.group) change.movedFrom = before.group;
      if (!made.same) {
        change.kind = "reworded";
        change.words = words(data, before.tokens, after.tokens);
      }
      changes.push(change);
      put(after.group, made.old);
    });
    groups.forEach(function (one, topic) { if (!one.changes.length) groups.delete(topic); });
  }

  function steps(old, fresh) {
    function highest(list) {
      var found = new Map();
      list.forEach(function (one) { found.set(one[0], Math.max(one[1], found.has(one[0]) ? found.get(one[0]) : 0)); });
      return found;
    }
    var from = highest(old), to = highest(fresh), changes = new Map();
    from.forEach(function (step, topic) {
      if (!to.has(topic)) changes.set(topic, { kind: "dropped", from: step });
    });
    to.forEach(function (step, topic) {
      if (!from.has(topic)) changes.set(topic, { kind: "new", to: step });
      else {
        var was = from.get(topic);
        changes.set(topic, { kind: was < step ? "raised" : was > step ? "lowered" : "unchanged", from: was, to: step });
      }
    });
    return changes;
  }

  function count(groups) {
    var counts = { new: 0, reworded: 0, raised: 0, lowered: 0, dropped: 0, unchanged: 0 };
    groups.forEach(function (group) {
      group.changes.forEach(function (change) { counts[change.kind]++; });
      if (group.step && (group.step.kind === "raised" || group.step.kind === "lowered")) counts[group.step.kind]++;
    });
    return counts;
  }

  // How much more is asked by theme, with its share of the most in percent.
  function sizes(data, groups) {
    var themes = new Map(), most = 1, of = new Map();
    groups.forEach(function (group) {
      var heading = data.topics[group.topic][4], size = 0, step = group.step;
      of.set(heading, (of.get(heading) || []).concat(group));
      group.changes.forEach(function (change) { size += change.kind === "new" ? 2 : change.kind === "reworded" ? 1 : 0; });
      var rise = !step ? 0 : step.kind === "raised" ? step.to - step.from : step.kind === "new" ? step.to + 1 : 0;
      themes.set(heading, (themes.get(heading) || 0) + Math.max(size, 2 * rise));
    });
    themes.forEach(function (size) { most = Math.max(most, size); });
    return Array.from(themes, function (theme) {
      return { title: theme[0], size: theme[1] / 2, percent: Math.floor(theme[1] * 100 / most), counts: count(of.get(theme[0])),
        newSkills: of.get(theme[0]).filter(function (group) { return group.step && group.step.kind === "new"; }).length };
    });
  }

  // Words

  function words(data, old, fresh) {
    var mirrored = compare(text(data, old), text(data, fresh)) > 0;
    var runs = mirrored ? keptRuns(data, fresh, old).map(function (run) {
      return { old: run.fresh, fresh: run.old, length: run.length };
    }) : keptRuns(data, old, fresh);
    runs = withoutIslands(data, runs, old, fresh.length);
    beginWithWords(data, runs, old, fresh);
    return cut(data, old, fresh, runs);
  }

  function text(data, tokens) {
    return tokens.map(function (token) { return data.tokens[token]; }).join("");
  }

  // By code points, not by UTF-16 units.
  function compare(a, b) {
    var at = 0;
    while (at < a.length && at < b.length && a[at] === b[at]) at++;
    if (at === a.length || at === b.length) return a.length - b.length;
    if (at > 0 && /[\udc00-\udfff]/.test(a[at] + b[at])) at--;
    return a.codePointAt(at) - b.codePointAt(at);
  }

  function keptRuns(data, old, fresh) {
    var same = ends(old, fresh), runs = [];
    function push(run) {
      var last = runs[runs.length - 1];
      if (run.length === 0) return;
      if (last && last.old + last.length === run.old && last.fresh + last.length === run.fresh) last.length += run.length;
      else runs.push(run);
    }
    push({ old: 0, fresh: 0, length: same.start });
    var a = old.slice(same.start, old.length - same.end), b = fresh.slice(same.start, fresh.length - same.end);
    if (a.length * b.length <= 1000000) {
      subsequence(data, a, b).forEach(function (pair) {
        push({ old: same.start + pair[0], fresh: same.start + pair[1], length: 1 });
      });
    }
    push({ old: old.length - same.end, fresh: fresh.length - same.end, length: same.end });
    return runs;
  }

  function kind(data, token) { return data.kinds.charCodeAt(token) - 48; }

  function subsequence(data, old, fresh) {
    var width = fresh.length + 1, best = new Uint32Array((old.length + 1) * width), pairs = [], i, j;
    var weights = old.map(function (token) {
      var is = kind(data, token);
      return is >= HALF ? 16 : is === FUNCTION ? 4 : 1;
    });
    for (i = old.length - 1; i >= 0; i--) {
      for (j = fresh.length - 1; j >= 0; j--) {
        best[i * width + j] = old[i] === fresh[j] ? best[(i + 1) * width + j + 1] + weights[i]
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
      }
    }
    for (i = 0, j = 0; i < old.length && j < fresh.length;) {
      if (old[i] === fresh[j]) pairs.push([i++, j++]);
      else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
      else j++;
    }
    return pairs;
  }

  function withoutIslands(data, runs, old, freshLength) {
    var kept = [];
    runs.forEach(function (run, at) {
      var oldEnd = run.old + run.length, freshEnd = run.fresh + run.length;
      var edge = (run.old === 0 && run.fresh === 0) || (oldEnd === old.length && freshEnd === freshLength);
      var last = kept[kept.length - 1], next = runs[at + 1];
      var fromOld = last ? last.old + last.length : 0, fromFresh = last ? last.fresh + last.length : 0;
      var inserted = fromOld === run.old && (next ? next.old : old.length) === oldEnd;
      var deleted = fromFresh === run.fresh && (next ? next.fresh : freshLength) === freshEnd;
      var says = 0, word = false;
      old.slice(run.old, oldEnd).forEach(function (token) {
        var is = kind(data, token);
        says += is > HALF ? 2 : is === HALF ? 1 : 0;
        word = word || is > PUNCTUATION;
      });
      if (edge || says >= 2 || (word && (inserted || deleted))) kept.push(run);
    });
    return kept;
  }

  function beginWithWords(data, runs, old, fresh) {
    for (var at = 1; at < runs.length; at++) {
      var before = runs[at - 1], after = runs[at];
      var sameOld = before.old + before.length === after.old, sameFresh = before.fresh + before.length === after.fresh;
      if (sameOld === sameFresh) continue;
      var first = sameOld ? fresh[before.fresh + before.length] : old[before.old + before.length];
      if (after.length > 1 && first === old[after.old] && kind(data, first) === SPACE) {
        before.length++;
        after.old++;
        after.fresh++;
        after.length--;
      }
    }
  }

  function cut(data, old, fresh, runs) {
    var pieces = [], oldAt = 0, freshAt = 0;
    function push(kind, tokens) {
      var last = pieces[pieces.length - 1];
      if (!tokens.length) return;
      if (last && last.kind === kind) last.text += text(data, tokens);
      else pieces.push({ kind: kind, text: text(data, tokens) });
    }
    runs.concat([{ old: old.length, fresh: fresh.length, length: 0 }]).forEach(function (run) {
      var gone = old.slice(oldAt, run.old), come = fresh.slice(freshAt, run.fresh), same = ends(gone, come);
      push("kept", gone.slice(0, same.start));
      push("deleted", gone.slice(same.start, gone.length - same.end));
      push("inserted", come.slice(same.start, come.length - same.end));
      push("kept", gone.slice(gone.length - same.end));
      oldAt = run.old + run.length;
      freshAt = run.fresh + run.length;
      push("kept", old.slice(run.old, oldAt));
    });
    return pieces;
  }

  var rungs = globalThis.rungs = globalThis.rungs || {};
  rungs.difference = difference;
  rungs.text = text;
  // Where a statement stands on its role's page, as an address has it.
  rungs.anchor = function (id) {
    return "#s-" + id.replace(/\./g, "-").replace(/[\u0000-\u001f "<>\x60%#'&\u007f-\u009f]/g, function (character) {
      return "%" + (character.charCodeAt(0) < 16 ? "0" : "") + character.charCodeAt(0).toString(16).toUpperCase();
    });
  };
})();
