//! Moves between roles: promotions and lateral moves, written in `leads_to` or implied by a track.
//!
//! On a track, consecutive roles of one level are alternatives. The roles of the level below lead to each of them, and
//! they lie beside each other.

use std::collections::HashSet;

use crate::content::{Kind, LeadsTo, MoveKind};

use super::EntityId;
use super::entities::Entities;
use super::ladders::Ladders;
use super::order::Order;

/// The most moves that a track implies within one level, or from one level to the next. Beyond that the roles of a
/// level are a list rather than a choice, and only written moves count. It keeps the number of moves in proportion to
/// the number of roles.
pub(super) const MAX_MOVES_PER_LEVEL: usize = 64;

/// A move from one role to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The role it starts from.
    pub from: EntityId,
    /// The role it leads to.
    pub to: EntityId,
    /// Promotion or lateral move.
    pub kind: MoveKind,
    /// Who says so.
    pub origin: MoveOrigin,
}

/// What a move follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveOrigin {
    /// An entry of the `leads_to` of [`Move::from`], counted from 0. See [`super::Entities::written`].
    Written(usize),
    /// The order of a track that both roles stand on.
    Track,
}

/// All moves of a handbook. All lists are by the number of an entity and empty for other kinds.
#[derive(Debug)]
pub struct Moves {
    /// The moves from a role: the written ones as the author ordered them, then those that its tracks imply.
    pub(super) from: Vec<Vec<Move>>,
    /// The moves to a role: the written ones in the order of roles, then those that its tracks imply.
    pub(super) to: Vec<Vec<Move>>,
    /// The roles from which a role's tracks lead up to it.
    pub(super) below: Vec<Vec<EntityId>>,
    /// The roles that a role's tracks lead up to.
    pub(super) above: Vec<Vec<EntityId>>,
}

impl Moves {
    /// Collects the moves of all roles. Of two moves between the same roles in one direction the first counts; written
    /// moves come first.
    pub fn of(entities: &Entities, order: &Order, ladders: &Ladders) -> Self {
        let count = entities.facts().len();
        let mut moves = Self {
            from: vec![Vec::new(); count],
            to: vec![Vec::new(); count],
            below: vec![Vec::new(); count],
            above: vec![Vec::new(); count],
        };
        let mut seen = HashSet::new();
        for from in order.sorted(Kind::Role).iter().copied() {
            let written = entities.role(from).map(|role| role.leads_to.as_slice()).unwrap_or_default();
            for (at, next) in written.iter().enumerate() {
                if let Some(to) = entities.find(Kind::Role, &next.role.value) {
                    moves.add(&mut seen, Move { from, to, kind: next.kind, origin: MoveOrigin::Written(at) });
                }
            }
        }
        for track in order.sorted(Kind::Track).iter().copied() {
            let rank = |role: EntityId| entities.level_of(role).and_then(|level| order.level(level));
            moves.add_track(&mut seen, &steps(&ladders.rungs[track.at()], &rank));
        }
        moves
    }

    fn add(&mut self, seen: &mut HashSet<(EntityId, EntityId)>, new: Move) {
        if new.from != new.to && seen.insert((new.from, new.to)) {
            self.from[new.from.at()].push(new);
            self.to[new.to.at()].push(new);
        }
    }

    fn add_track(&mut self, seen: &mut HashSet<(EntityId, EntityId)>, steps: &[Vec<EntityId>]) {
        let implied = |from, to, kind| Move { from, to, kind, origin: MoveOrigin::Track };
        for (number, step) in steps.iter().enumerate() {
            let next = steps.get(number + 1).map(Vec::as_slice).unwrap_or_default();
            if step.len() * next.len() <= MAX_MOVES_PER_LEVEL {
                for (from, to) in pairs(step, next) {
                    self.add(seen, implied(from, to, MoveKind::Promotion));
                    push_new(&mut self.above[from.at()], to);
                    push_new(&mut self.below[to.at()], from);
                }
            }
            if step.len() * (step.len() - 1) <= MAX_MOVES_PER_LEVEL {
                for (from, to) in pairs(step, step) {
                    self.add(seen, implied(from, to, MoveKind::Lateral));
                }
            }
        }
    }
}

impl Entities {
    /// What the author wrote about a move: its gate and note. `None` for a move that a track implies.
    pub fn written(&self, one: &Move) -> Option<&LeadsTo> {
        let MoveOrigin::Written(at) = one.origin else { return None };
        self.role(one.from)?.leads_to.get(at)
    }
}

/// The roles of a track by level, lowest first: consecutive roles of one level are alternatives. A role without a level
/// is a step of its own.
pub(super) fn steps(rungs: &[EntityId], rank: &dyn Fn(EntityId) -> Option<usize>) -> Vec<Vec<EntityId>> {
    let mut steps: Vec<Vec<EntityId>> = Vec::new();
    let mut last = None;
    for role in rungs.iter().copied() {
        let rank = rank(role);
        match steps.last_mut() {
            Some(step) if rank.is_some() && rank == last => step.push(role),
            _ => steps.push(vec![role]),
        }
        last = rank;
    }
    steps
}

fn pairs(from: &[EntityId], to: &[EntityId]) -> impl Iterator<Item = (EntityId, EntityId)> {
    from.iter().flat_map(|from| to.iter().map(|to| (*from, *to)))
}

/// Adds a role to a list, once.
pub(super) fn push_new(list: &mut Vec<EntityId>, new: EntityId) {
    if !list.contains(&new) {
        list.push(new);
    }
}

#[cfg(test)]
mod tests {
    use crate::handbook::Handbook;
    use crate::handbook::sample::handbook;

    use super::*;

    /// The moves from every role, one per line: `>` for a promotion, `~` for a lateral move, `!` if it is written.
    fn moves(handbook: &Handbook) -> String {
        let mut lines = Vec::new();
        for (role, entity) in handbook.of_kind(Kind::Role) {
            let show = |one: &Move| {
                let sign = if one.kind == MoveKind::Promotion { '>' } else { '~' };
                let written = if matches!(one.origin, MoveOrigin::Written(_)) { "!" } else { "" };
                format!("{sign}{}{written}", handbook.get(one.to).id)
            };
            let list: Vec<String> = handbook.moves_from(role).iter().map(show).collect();
            lines.push(format!("{} {}", entity.id, list.join(" ")).trim().to_owned());
        }
        lines.join("\n")
    }

    const LEVELS: &str = "title: H\nlevels: [{id: l1, title: A}, {id: l2, title: B}, {id: l3, title: C}]\n";

    #[test]
    fn roles_of_one_level_are_alternatives() {
        let handbook = handbook(&[
            ("handbook.yaml", LEVELS),
            (
                "roles.yaml",
                "a: {title: A, level: l1}\nb: {title: B, level: l2}\nc: {title: C, level: l2}\nd: {title: D, level: l3}\n",
            ),
            ("tracks.yaml", "t: {title: T, roles: [a, b, c, d]}\n"),
        ]);
        assert_eq!(moves(&handbook), "a >b >c\nb >d ~c\nc >d ~b\nd");
        let id = |id: &str| handbook.find(Kind::Role, id).unwrap();
        assert_eq!(handbook.below(id("d")), [id("b"), id("c")]);
        assert_eq!(handbook.below(id("c")), [id("a")]);
        assert_eq!(handbook.moves_to(id("c")).iter().map(|one| one.from).collect::<Vec<_>>(), [id("a"), id("b")]);
    }

    #[test]
    fn a_written_move_replaces_the_implied_one() {
        let handbook = handbook(&[
            ("handbook.yaml", LEVELS),
            (
                "roles.yaml",
                "a: {title: A, level: l1, leads_to: [{role: x, kind: lateral}, {role: b, gate: G}, nobody, a]}\nb: {title: B, level: l2}\nx: {title: X}\n",
            ),
            ("tracks.yaml", "t: {title: T, roles: [a, b]}\nu: {title: U, roles: [a, b]}\n"),
        ]);
        assert_eq!(moves(&handbook), "a ~x! >b!\nb\nx");
        let a = handbook.find(Kind::Role, "a").unwrap();
        let gates: Vec<_> =
            handbook.moves_from(a).iter().map(|one| handbook.written(one).unwrap().gate.clone()).collect();
        assert_eq!(gates, [None, Some("G".to_owned())]);
        // The track says the same, which is still the ladder.
        assert_eq!(handbook.above(a), [handbook.find(Kind::Role, "b").unwrap()]);
    }

    #[test]
    fn roles_without_a_level_follow_each_other() {
        let handbook = handbook(&[
            ("handbook.yaml", LEVELS),
            ("roles.yaml", "a: {title: A}\nb: {title: B}\nc: {title: C, level: l1}\nd: {title: D}\n"),
            ("tracks.yaml", "t: {title: T, roles: [b, a, c, d]}\n"),
        ]);
        assert_eq!(moves(&handbook), "a >c\nb >a\nc >d\nd");
    }

    #[test]
    fn a_level_of_very_many_roles_implies_no_moves_within() {
        let roles: String = (0..200).map(|n| format!("r{n}: {{title: R{n}, level: l2}}\n")).collect();
        let names: Vec<String> = (0..200).map(|n| format!("r{n}")).collect();
        let handbook = handbook(&[
            ("handbook.yaml", LEVELS),
            ("roles.yaml", &format!("{roles}z: {{title: Z, level: l3}}\n")),
            ("tracks.yaml", &format!("t: {{title: T, roles: [{}, z]}}\n", names.join(", "))),
        ]);
        let all: usize = handbook.of_kind(Kind::Role).map(|(role, _)| handbook.moves_from(role).len()).sum();
        assert_eq!(all, 0);
    }
}
