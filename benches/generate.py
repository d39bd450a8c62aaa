#!/usr/bin/env python3
"""Writes one made-up career handbook, either for rungs or for Hugo.

    generate.py --for rungs|hugo|hugo-more|eleventy --entities N --out DIR [--seed S] [--shape prose|ladder]

The same seed and size give the same handbook for both, byte for byte in the bodies of the pages; only
front matter, configuration and templates differ. A fifth of the entities are roles, the rest skills.
Each track has 25 of them: five roles, one a level, and twenty skills. A body has 400 to 600 words, a
table, lists, and ten links, most of them to pages that many others link to as well. The words follow
a long-tailed distribution, so that the vocabulary grows with the handbook as it does in real prose.

Every role needs four skills of its own track, among others, so that no skill goes unused. The handbook
is meant to build without a single warning.

The shape `ladder` resembles published ladders: skills have two to four statements at each step, roles have statements
in six areas of work and extend the role below, reword some of its statements and leave one out, and each area has a
grid of statements by level. Texts are a quarter as long. Hugo's pages hold the same statements as lists.

One skill carries marks that another benchmark can edit in place: EDITMARK00000000 in its first
paragraph and TITLEMARK00000000 in its title. DIR.json, beside the output, names that page and a
neighbour, a role that shows its title. The mark is not in the text of any link, so the neighbour's own
source never holds it.

Standard library only; reads nothing and calls no generator.
"""

import argparse
import itertools
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

ROLES_PER_TRACK = 5
SKILLS_PER_TRACK = 20
TRACK_SIZE = ROLES_PER_TRACK + SKILLS_PER_TRACK
LINKS = 10
WORDS = (400, 600)
AREAS = ["delivery", "design", "strategy", "partners", "people", "operations"]
SHAPES = ["prose", "ladder"]

BODY_MARK = "EDITMARK00000000"
TITLE_MARK = "TITLEMARK00000000"

LEVELS = {"l1": "Entry", "l2": "Established", "l3": "Senior", "l4": "Staff", "l5": "Principal"}
STEPS = ["awareness", "working", "practitioner", "expert"]

COMMON_WORDS = """
    the and of to a in with for that on is as they it by from who when before after into their others team
    work plan decision review design change risk goal feedback question answer problem result partner user
    asks writes shows keeps builds finds shares listens agrees explains helps leads learns tests ships
    clear early small whole shared simple honest steady open careful common difficult useful next own
    without between across through during against until where which every some many few each most
    """.split()


@dataclass
class Entity:
    """A role or a skill, in terms that belong to neither generator."""

    kind: str  # the folder: "roles" or "skills"
    id: str
    name: str  # the title without the mark; the text of links
    track: str
    level: str | None  # roles only
    title: str = ""
    summary: str = ""
    body: str = ""
    links: list["Entity"] = field(default_factory=list)
    steps: dict[str, str] = field(default_factory=dict)  # roles only: the skills it needs
    leads_to: "Entity | None" = None
    # In the shape `ladder`, texts by id: of a skill by step, of an area by level, of a role by area (own ones alone).
    statements: dict[str, dict[str, str]] = field(default_factory=dict)
    extends: "Entity | None" = None
    without: str | None = None


@dataclass
class Corpus:
    entities: list[Entity]
    tracks: dict[str, list[Entity]]
    edited: Entity
    neighbour: Entity
    areas: list[Entity] = field(default_factory=list)  # beside the entities that are counted


# The corpus


def make_corpus(count: int, seed: int, shape: str = "prose") -> Corpus:
    if count < TRACK_SIZE or count % TRACK_SIZE:
        raise SystemExit(f"--entities must be a multiple of {TRACK_SIZE}, the size of a track")
    rng = random.Random(f"{seed}/structure")
    vocabulary = make_vocabulary(rng)

    entities = [make_entity(number, vocabulary, rng) for number in range(count)]
    tracks = {entities[i].track: entities[i:i + TRACK_SIZE] for i in range(0, count, TRACK_SIZE)}

    by_popularity = rng.sample(entities, count)
    for members in tracks.values():
        link_track(members, by_popularity, rng)

    edited = list(tracks.values())[len(tracks) // 2][ROLES_PER_TRACK]
    edited.title += f" {TITLE_MARK}"
    neighbour = next(e for e in tracks[edited.track] if edited.id in e.steps)

    frequencies = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(vocabulary))))
    for number, entity in enumerate(entities):
        prose = Prose(random.Random(f"{seed}/{number}"), vocabulary, frequencies)
        entity.summary = prose.sentence(8, 14)
        mark = BODY_MARK if entity is edited else None
        entity.body = make_body(entity, prose, mark) if shape == "prose" else make_short_body(entity, prose, mark)
    corpus = Corpus(entities, tracks, edited, neighbour)
    if shape == "ladder":
        add_statements(corpus, vocabulary, frequencies, seed)
    return corpus


def add_statements(corpus: Corpus, vocabulary: list[str], frequencies: list[float], seed: int) -> None:
    for number, area in enumerate(AREAS):
        prose = Prose(random.Random(f"{seed}/{area}"), vocabulary, frequencies)
        entity = Entity("responsibilities", area, area.title(), "", None, area.title(), prose.sentence(8, 14))
        entity.body = f"{prose.paragraph(3)}\n"
        # The same ids at each level: the statements grow from level to level.
        entity.statements = {level: {f"{area}-{n}": prose.sentence(10, 18) for n in range(2)} for level in LEVELS}
        corpus.areas.append(entity)
    for number, entity in enumerate(corpus.entities):
        prose = Prose(random.Random(f"{seed}/{number}/statements"), vocabulary, frequencies)
        if entity.kind == "skills":
            entity.statements = {step: {f"{step}-{n}": prose.sentence(8, 16) for n in range(prose.rng.randint(2, 4))}
                                 for step in STEPS}
    for members in corpus.tracks.values():
        below: Entity | None = None
        for rung, role in enumerate(members[:ROLES_PER_TRACK]):
            prose = Prose(random.Random(f"{seed}/{role.id}/statements"), vocabulary, frequencies)
            role.extends = below
            inherited = below.statements if below else {}
            for area in AREAS:
                own = {f"{area}-own-{rung}": prose.sentence(10, 18)}
                for id, text in inherited.get(area, {}).items():
                    if prose.rng.random() < 0.5:  # reworded: most words stay
                        own[id] = " ".join(text.split()[:-4]) + " " + prose.sentence(3, 5).lower()
                role.statements[area] = own
            if below:
                role.without = next(iter(inherited[AREAS[rung % len(AREAS)]]))
                role.statements[AREAS[rung % len(AREAS)]].pop(role.without, None)
            below = role


def all_statements(entity: Entity) -> dict[str, dict[str, str]]:
    """Those of a role with what it inherits; of anything else its own."""
    if not entity.extends:
        return entity.statements
    inherited = {area: {id: text for id, text in texts.items() if id != entity.without}
                 for area, texts in all_statements(entity.extends).items()}
    return {area: inherited[area] | texts for area, texts in entity.statements.items()}


def statements_as_markdown(entity: Entity) -> str:
    parts = [f"\n## {group.title()}\n\n" + "".join(f"- {text}\n" for text in texts.values())
             for group, texts in all_statements(entity).items()]
    return "".join(parts)


def make_entity(number: int, vocabulary: list[str], rng: random.Random) -> Entity:
    track, place = divmod(number, TRACK_SIZE)
    is_role = place < ROLES_PER_TRACK
    first, second = rng.sample(vocabulary[:8000], 2)
    name = f"{first.title()} {second.title()} {number}"
    return Entity(
        kind="roles" if is_role else "skills",
        id=f"{first}-{second}-{number}",
        name=name,
        title=name,
        track=f"track-{track:04}",
        level=list(LEVELS)[place] if is_role else None,
    )


def link_track(members: list[Entity], by_popularity: list[Entity], rng: random.Random) -> None:
    """Gives each of a track's members its ten links, and its roles their skills and next role."""
    roles, skills = members[:ROLES_PER_TRACK], members[ROLES_PER_TRACK:]
    share = SKILLS_PER_TRACK // ROLES_PER_TRACK
    for entity in members:
        if entity.kind == "roles":
            rung = roles.index(entity)
            entity.links = skills[rung * share:(rung + 1) * share]
            entity.leads_to = roles[rung + 1] if rung + 1 < len(roles) else None
        while len(entity.links) < LINKS:
            target = by_popularity[int(len(by_popularity) * rng.random() ** 1.5)]
            if target is not entity and target not in entity.links:
                entity.links.append(target)
        rng.shuffle(entity.links)
        if entity.kind == "roles":
            low = min(rung, len(STEPS) - 2)
            entity.steps = {e.id: rng.choice(STEPS[low:low + 2]) for e in entity.links if e.kind == "skills"}


# The prose


def make_vocabulary(rng: random.Random, size: int = 20_000) -> list[str]:
    """Real words first, then pronounceable ones, most frequent first."""
    starts = "b c d f g h l m n p r s t v w br cl dr fl gr pl pr sh sl st str th tr".split()
    vowels = "a e i o u ai ea io ou".split()
    ends = "d l m n r s t ck ld nd ng nt rd st".split() + [""] * 6
    words = dict.fromkeys(COMMON_WORDS)
    while len(words) < size:
        syllables = rng.choice([2, 2, 3])
        word = "".join(rng.choice(starts) + rng.choice(vowels) for _ in range(syllables)) + rng.choice(ends)
        words.setdefault(word)
    return list(words)


class Prose:
    """Sentences out of one page's own stream of random words."""

    def __init__(self, rng: random.Random, vocabulary: list[str], frequencies: list[float]):
        self.rng = rng
        self.words = iter(rng.choices(vocabulary, cum_weights=frequencies, k=2 * WORDS[1]))

    def phrase(self, low: int, high: int) -> str:
        words = itertools.islice(self.words, self.rng.randint(low, high))
        return " ".join(words).capitalize()

    def sentence(self, low: int = 9, high: int = 16) -> str:
        return self.phrase(low, high) + "."

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.sentence() for _ in range(sentences))


def make_body(entity: Entity, prose: Prose, mark: str | None) -> str:
    links = iter(f"[{target.name}](../{target.kind}/{target.id}.md)" for target in entity.links)
    length = prose.rng.randint(2, 4)
    lines = [
        f"{mark + ' ' if mark else ''}{prose.paragraph(length)}",
        "",
        "## What it means",
        "",
        f"{prose.paragraph(length)} It rests on {next(links)} and on {next(links)}. {prose.sentence()}",
        "",
        "## In daily work",
        "",
        *(f"- **{prose.phrase(2, 3)}**: {prose.sentence(7, 12)}" for _ in range(6)),
        "",
        "## Level by level",
        "",
        "| Level | Scope | Behaviour | Evidence |",
        "| --- | --- | --- | --- |",
        *(f"| {title} | {prose.phrase(2, 4)} | {prose.phrase(4, 6)} | {prose.phrase(3, 5)} |"
          for title in LEVELS.values()),
        "",
        "## First steps",
        "",
        *(f"{step}. {prose.sentence(7, 12)}" for step in range(1, 5)),
        "",
        f"Then look at {next(links)}: *{prose.phrase(5, 8)}*. {prose.paragraph(length - 1)}",
        "",
        "## With others",
        "",
        f"{prose.paragraph(length)} Closest to it is {next(links)}.",
        "",
        f"> {prose.sentence()}",
        "",
        "## Common doubts",
        "",
        prose.paragraph(5),
        "",
        "## See also",
        "",
        *(f"- {link}: {prose.phrase(4, 8)}" for link in links),
    ]
    return "\n".join(lines) + "\n"


def make_short_body(entity: Entity, prose: Prose, mark: str | None) -> str:
    links = [f"[{target.name}](../{target.kind}/{target.id}.md)" for target in entity.links]
    lines = [
        f"{mark + ' ' if mark else ''}{prose.paragraph(3)} It rests on {links[0]} and on {links[1]}.",
        "",
        "## With others",
        "",
        *(f"- {link}: {prose.phrase(4, 8)}" for link in links[2:]),
    ]
    return "\n".join(lines) + "\n"


# rungs


def write_rungs(corpus: Corpus, out: Path) -> None:
    steps = "".join(f"      - {{ id: {step}, title: {step.title()} }}\n" for step in STEPS)
    levels = "".join(f"  - {{ id: {level}, title: {title} }}\n" for level, title in LEVELS.items())
    write(out / "content/handbook.yaml", f"""\
title: Benchmark Handbook
base_url: https://bench.example/
social_cards: false
language: en
version: 1.0.0
scales:
  proficiency:
    title: Proficiency
    cumulative: true
    steps:
{steps}levels:
{levels}""")
    write(out / "content/index.md", "---\ntitle: Benchmark Handbook\n---\nWelcome.\n")
    write(out / "content/tracks.yaml", "".join(
        f"{track}:\n  title: {track_title(track)}\n  kind: individual\n  roles:\n"
        + "".join(f"    - {e.id}\n" for e in members if e.kind == "roles")
        for track, members in corpus.tracks.items()))

    for entity in corpus.entities:
        front = f"title: {entity.title}\nsummary: {entity.summary}\n"
        if entity.kind == "roles":
            front += f"track: {entity.track}\nlevel: {entity.level}\nskills:\n"
            front += "".join(f"  {skill}: {step}\n" for skill, step in entity.steps.items())
            if entity.leads_to:
                front += f"leads_to: {entity.leads_to.id}\n"
            if entity.extends:
                front += f"extends: {entity.extends.id}\nwithout: [{entity.without}]\n"
            front += statements_as_yaml("responsibilities", entity)
        else:
            front += "related:\n" + "".join(f"  - {e.id}\n" for e in entity.links if e.kind == "skills")
            front += statements_as_yaml("steps", entity)
        write(out / source_path(entity), f"---\n{front}---\n{entity.body}")
    for area in corpus.areas:
        front = f"title: {area.title}\nsummary: {area.summary}\n{statements_as_yaml('levels', area)}"
        write(out / source_path(area), f"---\n{front}---\n{area.body}")


def statements_as_yaml(field: str, entity: Entity) -> str:
    if not entity.statements:
        return ""
    lines = [f"{field}:\n"]
    for group, texts in entity.statements.items():
        lines.append(f"  {group}:\n")
        lines.extend(f"    - id: {id}\n      text: {text}\n" for id, text in texts.items())
    return "".join(lines)


# Hugo
#
# Each choice below is the fastest that we found which still gives the same site: the map of backlinks
# is computed once, the list of a track's members is rendered once a track, and whatever the comparison
# does not need (feeds, site map, error page) is off. Links go through Hugo's own render hook, because
# the site must link to pages by their source files.

HUGO_CONFIG = """\
baseURL = "https://bench.example/"
title = "Benchmark Handbook"
locale = "en"
disableKinds = ["RSS", "sitemap", "404"]

[taxonomies]
track = "tracks"

[markup.goldmark.renderHooks.link]
useEmbedded = "always"
"""

HUGO_LIST = """\
{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul>{{ end }}
"""

HUGO_LAYOUTS = {
    "baseof.html": """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} | {{ site.Title }}</title>
<meta name="description" content="{{ .Description }}">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><nav aria-label="Main"><a href="/">Home</a> <a href="/roles/">Roles</a> <a href="/skills/">Skills</a>
<a href="/tracks/">Tracks</a></nav></header>
{{ block "sidebar" . }}{{ end }}
<main>{{ block "main" . }}{{ end }}</main>
<footer>Benchmark Handbook</footer>
</body>
</html>
""",
    "home.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}\n',
    "section.html": HUGO_LIST,
    "taxonomy.html": HUGO_LIST,
    "term.html": HUGO_LIST,
    "page.html": """\
{{ define "sidebar" }}{{ partialCached "track.html" . (index .Params.tracks 0) }}{{ end }}
{{ define "main" }}<h1>{{ .Title }}</h1>
<p>{{ .Description }}</p>
{{ with .Params.level }}<p>Level {{ . }}</p>{{ end }}
{{ .Content }}
{{ with index (partialCached "backlinks.html" site) .Path }}<section><h2>Referenced by</h2>
<ul>{{ range . }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul></section>{{ end }}{{ end }}
""",
    "_partials/track.html": """\
<aside>{{ range .GetTerms "tracks" }}<h2><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></h2>
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul>{{ end }}</aside>
""",
    "_partials/backlinks.html": """\
{{ $found := newScratch }}
{{ range .RegularPages }}{{ $page := . }}{{ range .Params.refs }}{{ $found.Add . (slice $page) }}{{ end }}{{ end }}
{{ return $found.Values }}
""",
}


def write_hugo(corpus: Corpus, out: Path) -> None:
    write(out / "hugo.toml", HUGO_CONFIG)
    write(out / "static/style.css", "body { font: 1rem/1.5 sans-serif }\n")
    for name, template in HUGO_LAYOUTS.items():
        write(out / "layouts" / name, template)
    for section, title in {"": "Benchmark Handbook", "roles": "Roles", "skills": "Skills"}.items():
        write(out / "content" / section / "_index.md", f"---\ntitle: {title}\n---\n" + ("" if section else "Welcome.\n"))

    for entity in corpus.entities:
        front = f"title: {entity.title}\ndescription: {entity.summary}\ntracks: [{track_title(entity.track)}]\n"
        if entity.level:  # the weight puts a track's roles first, lowest level first
            front += f"level: {LEVELS[entity.level]}\nweight: {list(LEVELS).index(entity.level) + 1}\n"
        front += "refs:\n" + "".join(f"  - /{e.kind}/{e.id}\n" for e in entity.links)
        write(out / source_path(entity), f"---\n{front}---\n{entity.body}{statements_as_markdown(entity)}")
    for area in corpus.areas:
        front = f"title: {area.title}\ndescription: {area.summary}\n"
        write(out / source_path(area), f"---\n{front}---\n{area.body}{statements_as_markdown(area)}")


# hugo-more
#
# What rungs writes beside the pages and Hugo can write, too: a site map, each page's Markdown, and the words of all
# pages for a search in the browser, as one file, which is how Hugo's users do it.

HUGO_MORE_CONFIG = """
[outputFormats.markdown]
mediaType = "text/markdown"
baseName = "index"
isPlainText = true

[outputFormats.search]
mediaType = "application/json"
baseName = "search"
isPlainText = true

[outputs]
page = ["html", "markdown"]
home = ["html", "search"]
"""

HUGO_MORE_LAYOUTS = {
    "page.markdown.md": "# {{ .Title }}\n\n{{ .Description }}\n\n{{ .RawContent }}\n",
    "home.search.json": """\
[{{ range $at, $page := site.RegularPages }}{{ if $at }},{{ end }}
{{ dict "title" .Title "url" .RelPermalink "summary" .Description "text" .Plain | jsonify }}{{ end }}]
""",
}


def write_hugo_more(corpus: Corpus, out: Path) -> None:
    write_hugo(corpus, out)
    write(out / "hugo.toml", HUGO_CONFIG.replace(', "sitemap"', "") + HUGO_MORE_CONFIG)
    for name, template in HUGO_MORE_LAYOUTS.items():
        write(out / "layouts" / name, template)


# Eleventy
#
# Pages alone, from one bare template. Its own code turns links to source files into addresses, by a hook of its Markdown
# parser; each page lists its track. It has no backlinks, since nothing in it knows the links of other pages.

ELEVENTY_CONFIG = """\
export default function (config) {
  config.amendLibrary("md", (library) => {
    const open = library.renderer.rules.link_open ?? ((tokens, at, options, env, self) => self.renderToken(tokens, at, options));
    library.renderer.rules.link_open = (tokens, at, options, env, self) => {
      const href = tokens[at].attrGet("href");
      if (href?.endsWith(".md")) tokens[at].attrSet("href", "../" + href.slice(0, -3) + "/");
      return open(tokens, at, options, env, self);
    };
  });
  config.addCollection("tracks", (all) => {
    const tracks = new Map();
    for (const page of all.getAll()) {
      if (!tracks.has(page.data.track)) tracks.set(page.data.track, []);
      tracks.get(page.data.track).push(page);
    }
    return tracks;
  });
  return { dir: { input: "content", includes: "../layouts" }, markdownTemplateEngine: false };
}
"""

ELEVENTY_LAYOUT = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} | Benchmark Handbook</title>
<meta name="description" content="{{ description }}">
</head>
<body>
<header><nav aria-label="Main"><a href="/">Home</a> <a href="/roles/">Roles</a> <a href="/skills/">Skills</a></nav></header>
<aside><h2>{{ track }}</h2><ul>{% for other in collections.tracks.get(track) %}<li><a href="{{ other.url }}">{{ other.data.title }}</a></li>
{% endfor %}</ul></aside>
<main><h1>{{ title }}</h1>
<p>{{ description }}</p>
{{ content | safe }}</main>
<footer>Benchmark Handbook</footer>
</body>
</html>
"""


def write_eleventy(corpus: Corpus, out: Path) -> None:
    write(out / "package.json", '{ "type": "module" }\n')
    write(out / "eleventy.config.js", ELEVENTY_CONFIG)
    write(out / "layouts/page.njk", ELEVENTY_LAYOUT)
    write(out / "content/content.json", '{ "layout": "page.njk" }\n')
    write(out / "content/index.md", "---\ntitle: Benchmark Handbook\n---\nWelcome.\n")
    for entity in [*corpus.entities, *corpus.areas]:
        front = f"title: {entity.title}\ndescription: {entity.summary}\ntrack: {entity.track}\n"
        write(out / source_path(entity), f"---\n{front}---\n{entity.body}{statements_as_markdown(entity)}")


# All of them


WRITERS = {"rungs": write_rungs, "hugo": write_hugo, "hugo-more": write_hugo_more, "eleventy": write_eleventy}


def page_path(generator: str, kind: str, id: str) -> str:
    """Where the page of an entity lands, below the output folder."""
    return f"{kind}/{id}.html" if generator == "rungs" else f"{kind}/{id}/index.html"


def source_path(entity: Entity) -> str:
    return f"content/{entity.kind}/{entity.id}.md"


def track_title(track: str) -> str:
    return track.replace("-", " ").title()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def describe(corpus: Corpus, generator: str, seed: int) -> str:
    def locate(entity: Entity) -> dict[str, str]:
        return {"source": source_path(entity), "page": page_path(generator, entity.kind, entity.id)}

    return json.dumps({
        "generator": generator,
        "entities": len(corpus.entities),
        "seed": seed,
        "body_mark": BODY_MARK,
        "title_mark": TITLE_MARK,
        "edited": locate(corpus.edited),
        "neighbour": locate(corpus.neighbour),
    }, indent=2) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--for", dest="generator", required=True, choices=WRITERS)
    parser.add_argument("--entities", type=int, required=True, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is empty or not there yet")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--shape", choices=SHAPES, default="prose", help="default: %(default)s")
    options = parser.parse_args()

    out = options.out.absolute()
    if out.exists() and any(out.iterdir()):
        raise SystemExit(f"{out} is not empty")
    corpus = make_corpus(options.entities, options.seed, options.shape)
    WRITERS[options.generator](corpus, out)
    write(out.with_name(out.name + ".json"), describe(corpus, options.generator, options.seed))


if __name__ == "__main__":
    main()
