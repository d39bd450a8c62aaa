//! Where nodes stand: positions in a grid of lines, and the coordinates of those lines.
//!
//! Lines alternate. Across: gutter 0, centre of column 0, gutter 1, centre of column 1 ... and the last gutter.
//! Down: channel 0, the lines of the top row, channel 1 ... and the last channel. A row that stacks up to `n` nodes
//! has `2n - 1` lines: for nodes and for the gaps between them, or the other way round for a lower stack, which is
//! centred beside. Gutters and channels are free for edges except where a node spans several columns. It knows nothing of edges' ways and of drawing.

use super::Map;

/// From a stacked node to the next.
pub const STACK_GAP: f64 = 30.0;

/// The places of all nodes.
#[derive(Debug, Clone)]
pub struct MapGrid {
    /// Which column of the map stands at each position; nodes on no column get one more position at the end.
    pub order: Vec<usize>,
    /// How many positions there are.
    pub columns: usize,
    /// How many rows there are, the one for nodes without row included.
    pub rows: usize,
    /// One a node.
    pub places: Vec<GridPlace>,
    /// For each row from the top, how many nodes the highest stack has.
    stacks: Vec<usize>,
}

/// Where a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridPlace {
    /// The first column position.
    pub first: usize,
    /// The last column position.
    pub last: usize,
    /// The row from the top.
    pub row: usize,
    /// Its place in the stack from below.
    slot: usize,
    /// The line across that its middle is on.
    pub line: usize,
}

/// A rectangle with `left < right` and `top < bottom`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// The widths and heights that geometry is made from.
#[derive(Debug, Clone)]
pub struct Sizes {
    /// The upper left corner of the first gutter and channel.
    pub origin: super::Point,
    /// The width of a column.
    pub column: f64,
    /// The width of each gutter.
    pub gutters: Vec<f64>,
    /// The height of each channel.
    pub channels: Vec<f64>,
    /// The height of the nodes of each row.
    pub nodes: Vec<f64>,
}

/// The coordinates of all lines.
#[derive(Debug, Clone)]
pub struct Geometry {
    /// The coordinate of each line downwards.
    pub x: Vec<f64>,
    /// The coordinate of each line across.
    pub y: Vec<f64>,
    /// The top and bottom of each row.
    pub rows: Vec<(f64, f64)>,
    /// What they are made from.
    pub sizes: Sizes,
}

impl MapGrid {
    /// Places every node.
    pub fn new(map: &Map) -> Self {
        let order = super::order_columns(map);
        let unplaced = |columns: &[usize]| !columns.iter().any(|column| *column < order.len());
        let columns = order.len() + usize::from(map.nodes.iter().any(|node| unplaced(&node.columns)));
        let without_row = |row: Option<usize>| row.is_none_or(|row| row >= map.rows.len());
        let rows = map.rows.len() + usize::from(map.nodes.iter().any(|node| without_row(node.row)));

        let mut places: Vec<GridPlace> = map
            .nodes
            .iter()
            .map(|node| {
                let row = node.row.filter(|row| *row < map.rows.len());
                let row = row.map_or(map.rows.len(), |row| map.rows.len() - 1 - row);
                let (first, last) = longest_run(&order, &node.columns).unwrap_or((order.len(), order.len()));
                GridPlace { first, last, row, slot: 0, line: 0 }
            })
            .collect();

        let mut stacks = vec![1; rows];
        for (row, stack) in stacks.iter_mut().enumerate() {
            *stack = fill_row(map, row, columns, &mut places);
        }
        Self { order, columns, rows, places, stacks }.with_lines()
    }

    /// The index of the channel above a row; that of the channel below it is the one above the next.
    pub fn channel(&self, row: usize) -> usize {
        self.stacks.iter().take(row).map(|stack| 2 * stack).sum()
    }

    /// How many lines there are across.
    pub fn lines(&self) -> usize {
        self.channel(self.rows) + 1
    }

    /// The row that a line across belongs to, or `None` for a channel.
    pub fn row_of(&self, line: usize) -> Option<usize> {
        (0..self.rows).find(|row| (self.channel(*row) + 1..self.channel(row + 1)).contains(&line))
    }

    /// Whether no node stands in a cell.
    pub fn is_empty(&self, row: usize, column: usize) -> bool {
        !self.places.iter().any(|place| place.covers(row, column))
    }

    /// Whether no node of a cell has its middle on a line: then there is a gap at least.
    pub fn is_free(&self, row: usize, column: usize, line: usize) -> bool {
        !self.places.iter().any(|place| place.covers(row, column) && place.line == line)
    }

    /// Whether nothing stands above the node in its cell of a column.
    pub fn is_top(&self, place: &GridPlace, column: usize) -> bool {
        !self.places.iter().any(|other| other.covers(place.row, column) && other.line < place.line)
    }

    /// Whether nothing stands below the node in its cell of a column.
    pub fn is_bottom(&self, place: &GridPlace, column: usize) -> bool {
        !self.places.iter().any(|other| other.covers(place.row, column) && other.line > place.line)
    }

    /// The coordinates of all lines.
    pub fn geometry(&self, sizes: Sizes) -> Geometry {
        let mut x = Vec::with_capacity(2 * self.columns + 1);
        let mut at = sizes.origin.x;
        for (column, gutter) in sizes.gutters.iter().enumerate() {
            x.push(at + gutter / 2.0);
            at += gutter;
            if column < self.columns {
                x.push(at + sizes.column / 2.0);
                at += sizes.column;
            }
        }
        let mut y = Vec::with_capacity(self.lines());
        let mut rows = Vec::with_capacity(self.rows);
        let mut at = sizes.origin.y;
        for (row, channel) in sizes.channels.iter().enumerate() {
            y.push(at + channel / 2.0);
            at += channel;
            let (Some(stack), Some(node)) = (self.stacks.get(row), sizes.nodes.get(row)) else { continue };
            let pitch = node + STACK_GAP;
            y.extend((0..2 * stack - 1).map(|half| at + node / 2.0 + half as f64 * pitch / 2.0));
            let bottom = at + *stack as f64 * pitch - STACK_GAP;
            rows.push((at, bottom));
            at = bottom;
        }
        Geometry { x, y, rows, sizes }
    }

    /// Knows the line of each node, after slots are known. Nodes that hang together by spans keep their slots; each
    /// such group is centred in the row's height.
    fn with_lines(mut self) -> Self {
        for row in 0..self.rows {
            let base = self.channel(row) + 1;
            let stack = self.stacks[row];
            let mut first = 0;
            while first < self.columns {
                let mut last = first;
                while let Some(further) = self
                    .places
                    .iter()
                    .filter(|place| place.row == row && place.first <= last && place.last > last)
                    .map(|place| place.last)
                    .max()
                {
                    last = further;
                }
                let group = |place: &&mut GridPlace| place.row == row && (first..=last).contains(&place.first);
                let height = self.places.iter_mut().filter(group).map(|place| place.slot + 1).max().unwrap_or(1);
                for place in self.places.iter_mut().filter(group) {
                    place.line = base + (stack - height) + 2 * (height - 1 - place.slot);
                }
                first = last + 1;
            }
        }
        self
    }
}

impl GridPlace {
    /// Whether the node stands in a cell, perhaps with others.
    pub fn covers(&self, row: usize, column: usize) -> bool {
        self.row == row && (self.first..=self.last).contains(&column)
    }
}

impl Geometry {
    /// The box of a node.
    pub fn rect(&self, place: &GridPlace) -> Rect {
        let (column, node) = (self.sizes.column / 2.0, self.sizes.nodes[place.row] / 2.0);
        Rect {
            left: self.x[2 * place.first + 1] - column,
            top: self.y[place.line] - node,
            right: self.x[2 * place.last + 1] + column,
            bottom: self.y[place.line] + node,
        }
    }

    /// The right and bottom end of all gutters and channels.
    pub fn end(&self) -> super::Point {
        let half = |sizes: &[f64]| sizes.last().copied().unwrap_or_default() / 2.0;
        super::Point {
            x: self.x.last().copied().unwrap_or_default() + half(&self.sizes.gutters),
            y: self.y.last().copied().unwrap_or_default() + half(&self.sizes.channels),
        }
    }
}

/// The longest run of neighbouring positions that a node is on, the first of several.
fn longest_run(order: &[usize], columns: &[usize]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    let mut run: Option<(usize, usize)> = None;
    for (position, column) in order.iter().enumerate() {
        run = columns.contains(column).then(|| (run.map_or(position, |(first, _)| first), position));
        if let Some((first, last)) = run
            && best.is_none_or(|(best_first, best_last)| last - first > best_last - best_first)
        {
            best = run;
        }
    }
    best
}

/// Stacks the nodes of a row from below, those that others are promoted from first. Returns the highest stack.
fn fill_row(map: &Map, row: usize, columns: usize, places: &mut [GridPlace]) -> usize {
    let mut waiting: Vec<usize> = (0..places.len()).filter(|node| places[*node].row == row).collect();
    let mut heights = vec![0; columns];
    while !waiting.is_empty() {
        let is_free = |node: &usize| {
            !map.edges
                .iter()
                .any(|edge| edge.is_promotion && edge.to == *node && edge.from != *node && waiting.contains(&edge.from))
        };
        // A circle of promotions has no free node: then the first will do.
        let next = waiting.iter().position(is_free).unwrap_or(0);
        let node = waiting.remove(next);
        let place = &mut places[node];
        let cells = &mut heights[place.first..=place.last];
        place.slot = cells.iter().copied().max().unwrap_or(0);
        cells.fill(place.slot + 1);
    }
    heights.into_iter().max().unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{edge, map, node};
    use super::*;

    #[test]
    fn nodes_of_one_cell_are_stacked_by_promotion() {
        let grid = MapGrid::new(&map(1, 1, vec![node("b", &[0], 0), node("a", &[0], 0)], vec![edge(1, 0)]));
        assert_eq!(grid.places.iter().map(|place| place.line).collect::<Vec<_>>(), [1, 3]);
        assert!(grid.is_top(&grid.places[0], 0) && !grid.is_top(&grid.places[1], 0));
    }

    #[test]
    fn a_low_stack_is_centred_beside_a_high_one() {
        let nodes = vec![node("a", &[0], 0), node("b", &[0], 0), node("c", &[1], 0)];
        let grid = MapGrid::new(&map(2, 1, nodes, vec![]));
        assert_eq!(grid.places[2].line, 2);
    }

    #[test]
    fn no_row_and_no_column_are_at_the_bottom_and_at_the_end() {
        let mut lost = node("lost", &[], 0);
        lost.row = None;
        let grid = MapGrid::new(&map(2, 3, vec![lost], vec![]));
        assert_eq!((grid.columns, grid.rows, grid.places[0].first, grid.places[0].row), (3, 4, 2, 3));
    }
}
