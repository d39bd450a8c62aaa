//! The anchors of statements: the `id` attributes under which a page shows them.
//!
//! Each page that statements are at home on (a role's, a skill's, a responsibility's) assigns its anchors once, in the
//! order in which it shows them. Everything that links to a statement asks here.

use indexmap::IndexSet;

use crate::content::{GridCell, Kind, Statement};
use crate::hash::FastState;

use super::{EntityId, Graph};

/// The anchors of one page. Statements are counted from 0 in the order in which the page shows them: for a role that of
/// its expectations, for a skill or responsibility that of [`Graph::cells`] and their statements.
#[derive(Debug, Default)]
pub struct Anchors(IndexSet<String, FastState>);

/// A cell of a skill or responsibility that its page shows.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// What the statements stand for.
    pub at: CellAt,
    /// The place of the cell among those of the skill's steps or of its grid, as written.
    pub number: usize,
    /// The cell.
    pub cell: &'a GridCell,
    /// The number of the first statement among those of the page.
    pub first: usize,
}

/// What the statements of a cell stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellAt {
    /// A step of the skill's scale, from 0.
    Step(usize),
    /// A level or role of a grid; grids are counted from 0.
    Grid(usize, EntityId),
}

impl Anchors {
    /// Assigns the anchors to statements in the order of the page. An id that stands on the page more than once gets a
    /// number from the second on.
    pub fn of<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Self {
        let mut anchors = Self::default();
        for statement in statements {
            let base = anchor(&statement.id);
            let numbered = (2..).map(|number| format!("{base}-{number}"));
            let free = std::iter::once(base.clone()).chain(numbered).find(|name| !anchors.0.contains(name));
            anchors.0.insert(free.unwrap_or(base));
        }
        anchors
    }

    /// The anchors of the statements on an entity's own page.
    pub(super) fn on_page_of(graph: &Graph, owner: EntityId) -> Self {
        match graph.fact(owner).kind() {
            Kind::Role => Self::of(graph.resolved(owner).expectations.iter().map(|one| &*one.statement)),
            Kind::Skill | Kind::Responsibility => {
                let cells = graph.cells(owner);
                Self::of(cells.iter().flat_map(|cell| &cell.cell.statements).map(|statement| &**statement))
            }
            _ => Self::default(),
        }
    }

    /// The anchor of a statement, without `#`; empty if the page has no statement of that number.
    pub fn name(&self, statement: usize) -> &str {
        self.0.get_index(statement).map(String::as_str).unwrap_or_default()
    }

    /// The number of the statement with an anchor.
    pub fn statement(&self, name: &str) -> Option<usize> {
        self.0.get_index_of(name)
    }

    /// All anchors in the order of the page.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl Graph {
    /// The cells of a skill or responsibility in the order in which its page shows them: the steps of the scale, lowest
    /// first, then the grids as written, with levels lowest first. Cells that name nothing known are left out.
    pub fn cells(&self, topic: EntityId) -> Vec<Cell<'_>> {
        let mut cells: Vec<(CellAt, usize, &GridCell)> = Vec::new();
        if let Some(skill) = self.skill(topic) {
            let steps = self.scale_of(skill).map(|scale| scale.steps.as_slice()).unwrap_or_default();
            for (number, step) in steps.iter().enumerate() {
                let of_step = skill.steps.iter().enumerate().filter(|(_, cell)| cell.at.value == step.id.value);
                cells.extend(of_step.map(|(place, cell)| (CellAt::Step(number), place, cell)));
            }
        }
        let grids = self.topic(topic).map(|topic| topic.grids.as_slice()).unwrap_or_default();
        for (number, grid) in grids.iter().enumerate() {
            let known = |cell: &'_ GridCell| self.find(grid.axis, &cell.at.value);
            let mut of_grid: Vec<(EntityId, usize, &GridCell)> =
                grid.cells.iter().enumerate().filter_map(|(place, cell)| Some((known(cell)?, place, cell))).collect();
            if grid.axis == Kind::Level {
                of_grid.sort_by_key(|(level, ..)| self.level_rank(*level));
            }
            cells.extend(of_grid.into_iter().map(|(at, place, cell)| (CellAt::Grid(number, at), place, cell)));
        }
        let mut first = 0;
        let counted = cells.into_iter().map(|(at, number, cell)| {
            let counted = Cell { at, number, cell, first };
            first += cell.statements.len();
            counted
        });
        counted.collect()
    }
}

/// The anchor of a statement that is the first of its id on a page: `s-` and the id. The `.` between owner and id becomes
/// `-`, because style sheets and validators misread a `.` in an id.
pub fn anchor(id: &str) -> String {
    format!("s-{}", id.replace('.', "-"))
}

#[cfg(test)]
mod tests {
    use crate::handbook::sample::handbook;

    use super::*;

    const SETTINGS: &str = "title: H\nlevels: [{id: l1, title: A}, {id: l2, title: B}]\n\
        scales: {s: {steps: [{id: low, title: Low}, {id: high, title: High}]}}\n";

    #[test]
    fn an_id_that_stands_twice_is_numbered_in_page_order() {
        let skill = "title: X\nsteps:\n  high: [{id: x, text: Three.}]\n  low: [{id: x, text: One.}, {id: y.z, text: Two.}]\n\
                     levels:\n  l2: [{id: x, text: Five.}]\n  l1: [{id: x-2, text: Four.}]\n  l9: [{id: lost, text: No.}]\n";
        let handbook = handbook(&[("handbook.yaml", SETTINGS), ("skills/x.yaml", skill)]);
        let x = handbook.find(Kind::Skill, "x").unwrap();
        let names: Vec<&str> = handbook.anchors(x).names().collect();
        assert_eq!(names, ["s-x-x", "s-x-y-z", "s-x-x-2", "s-x-x-2-2", "s-x-x-3"]);
        let statements: Vec<&str> = handbook
            .cells(x)
            .iter()
            .flat_map(|cell| &cell.cell.statements)
            .map(|one| one.text.plain.as_str())
            .collect();
        let find = |name: &&str| statements[handbook.anchors(x).statement(name).unwrap()];
        assert_eq!(names.iter().map(find).collect::<Vec<_>>(), ["One.", "Two.", "Three.", "Four.", "Five."]);
        assert_eq!(handbook.anchors(x).statement("s-x-lost"), None);
        let firsts: Vec<usize> = handbook.cells(x).iter().map(|cell| cell.first).collect();
        assert_eq!(firsts, [0, 2, 3, 4]);
    }

    #[test]
    fn a_role_shows_what_it_expects() {
        let role = "title: R\nlevel: l1\nresponsibilities:\n  a: [{id: b.x, text: One.}]\n";
        let other = "title: A\nlevels:\n  l1: [{id: x, text: Grid.}, {id: w, text: Two.}]\n";
        let handbook = handbook(&[
            ("handbook.yaml", SETTINGS),
            ("roles/r.yaml", role),
            ("responsibilities/a.yaml", other),
            ("responsibilities/b.yaml", "title: B\nlevels:\n  l1: [{id: x, text: Other.}]\n"),
        ]);
        let role = handbook.find(Kind::Role, "r").unwrap();
        let names: Vec<&str> = handbook.anchors(role).names().collect();
        let texts: Vec<&str> =
            handbook.resolved(role).expectations.iter().map(|one| one.statement.text.plain.as_str()).collect();
        assert_eq!(names.len(), texts.len());
        assert_eq!(texts[handbook.anchors(role).statement("s-b-x-2").unwrap()], "Other.");
    }
}
