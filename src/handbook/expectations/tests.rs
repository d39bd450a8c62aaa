//! What roles expect, as a line for each statement: the rule, and the words.

use crate::handbook::sample::handbook;

use super::*;

/// What a role expects: the rule, the topic and the words of each.
fn expected(handbook: &Handbook, role: &str) -> Vec<String> {
    let role = handbook.find(Kind::Role, role).unwrap();
    let show = |one: &Expectation| {
        let why = match one.why {
            Why::Own => "own".to_owned(),
            Why::Inherited(from) => format!("from {}", handbook.get(from).id),
            Why::Grid(at) => format!("at {}", handbook.get(at).id),
            Why::Step(step) => format!("step {step}"),
        };
        format!("{why}: {}", one.statement.text.plain)
    };
    handbook.resolved(role).expectations.iter().map(show).collect()
}

const TOPIC: (&str, &str) = ("responsibilities.yaml", "t: {title: T}\nu: {title: U}\n");

#[test]
fn bases_are_inherited_once_and_replaced_by_id() {
    let roles = "\
a: {title: A, responsibilities: {t: [{id: x, text: A.}, {id: y, text: B.}], u: [{id: z, text: C.}]}}
b: {title: B, extends: a, responsibilities: {t: [{id: x, text: D.}]}}
c: {title: C, extends: a, without: [y], responsibilities: {t: [{id: w, text: E.}]}}
d: {title: D, extends: [b, c], without: [\"responsibility:u\"], responsibilities: {u: [{id: v, text: F.}]}}
";
    let handbook = handbook(&[("handbook.yaml", "title: H\n"), TOPIC, ("roles.yaml", roles)]);
    assert_eq!(expected(&handbook, "b"), ["own: D.", "from a: B.", "from a: C."]);
    assert_eq!(expected(&handbook, "c"), ["from a: A.", "own: E.", "from a: C."]);
    assert_eq!(expected(&handbook, "d"), ["from b: D.", "from a: B.", "from c: E.", "own: F."]);
}

const LEVELS: &str = "title: H
levels: [{id: l1, title: A}, {id: l2, title: B}, {id: l3, title: C}]
scales: {s: {cumulative: false, steps: [low, mid, high]}}
";

#[test]
fn a_cumulative_track_keeps_what_is_not_replaced() {
    let roles = "\
a: {title: A, level: l1, skills: {k: low}, responsibilities: {t: [{id: x, text: A.}, B.]}}
b: {title: B, level: l2, skills: {k: mid}, responsibilities: {t: [{id: x, text: C.}, B.]}}
c: {title: C, level: l3, without: [t.y, x], responsibilities: {u: [D.]}}
";
    let topics = "\
t: {title: T, levels: {l1: [{id: y, text: E.}, F.], l2: [{id: y, text: G.}]}}
u: {title: U, levels: {l1: H., l2: I.}}
";
    let check = |track: &str, b: &[&str], c: &[&str]| {
        let handbook = handbook(&[
            ("handbook.yaml", LEVELS),
            ("roles.yaml", roles),
            ("responsibilities.yaml", topics),
            ("skills.yaml", "k: {title: K, steps: {low: J., mid: L.}}\n"),
            ("tracks.yaml", track),
        ]);
        assert_eq!(expected(&handbook, "b"), b);
        assert_eq!(expected(&handbook, "c"), c);
    };
    let b = ["own: C.", "own: B.", "at l2: G.", "at l2: I.", "step 1: L."];
    check("x: {title: X, roles: [a, b, c]}\n", &b, &["own: D."]);
    let b = ["own: C.", "own: B.", "at l1: F.", "at l2: G.", "at l2: I.", "step 1: L."];
    let c = ["from a: B.", "at l1: F.", "own: D.", "at l2: I.", "step 1: L."];
    check("x: {title: X, cumulative: true, roles: [a, b, c]}\n", &b, &c);
}

#[test]
fn a_rung_keeps_what_every_alternative_below_it_expects() {
    let roles = "\
a: {title: A, level: l1, skills: {k: mid}, responsibilities: {t: [A.]}}
b: {title: B, level: l1, skills: {k: high}, responsibilities: {t: [B.]}}
c: {title: C, level: l2, responsibilities: {t: [C.]}}
";
    let handbook = handbook(&[
        ("handbook.yaml", LEVELS),
        ("roles.yaml", roles),
        TOPIC,
        ("skills.yaml", "k: {title: K, steps: {mid: M., high: N.}}\n"),
        (
            "tracks.yaml",
            "x: {title: X, cumulative: true, roles: [a, b, c]}\ny: {title: Y, cumulative: true, roles: [c, a]}\n",
        ),
    ]);
    assert_eq!(expected(&handbook, "b"), ["own: B.", "step 2: N."]);
    assert_eq!(expected(&handbook, "c"), ["from a: A.", "from b: B.", "own: C.", "step 2: N."]);
}

#[test]
fn a_circle_ends_where_it_closes() {
    let roles = "\
a: {title: A, extends: b, responsibilities: {t: [{id: x, text: A.}]}}
b: {title: B, extends: [a, b], responsibilities: {t: [{id: y, text: B.}]}}
";
    let handbook = handbook(&[("handbook.yaml", "title: H\n"), TOPIC, ("roles.yaml", roles)]);
    assert_eq!(expected(&handbook, "a"), ["from b: B.", "own: A."]);
    assert_eq!(expected(&handbook, "b"), ["from a: A.", "own: B."]);
}

#[test]
fn a_long_chain_fits_on_a_small_stack() {
    let role = |n: usize| {
        format!("r{n}: {{title: R{n}, extends: r{}, responsibilities: {{t: [S{n}.]}}}}\n", n.saturating_sub(1))
    };
    let roles: String = (0..20_000).map(role).collect();
    let handbook = handbook(&[("handbook.yaml", "title: H\n"), TOPIC, ("roles.yaml", &roles)]);
    let count = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        thread.spawn_scoped(scope, || expected(&handbook, "r19999").len()).unwrap().join().unwrap()
    });
    assert_eq!(count, 20_000);
}
