//! The order of columns: shared roles in one piece and moves short, the caller's order wherever that costs little.
//!
//! It knows columns, nodes and edges, not rows and no coordinates.

use super::Map;

/// The foreign columns that lie between two parts of a shared node cost this much more than a step of an edge.
const TORN: usize = 1000;
/// Every pair of columns that stands the other way round than given must save more than this: authors have reasons.
const TURNED: usize = 2;
/// Improvements are strict, so the search ends by itself; this bounds it on strange graphs.
const ROUNDS: usize = 24;

/// The columns in the order to draw them: `order[position]` is the index of a column.
///
/// Starts with the given order and moves one column at a time as long as that makes the map strictly simpler.
pub fn order_columns(map: &Map) -> Vec<usize> {
    let mut order: Vec<usize> = (0..map.columns.len()).collect();
    let mut best = cost(map, &order);
    for _ in 0..ROUNDS {
        let mut improved: Option<(usize, Vec<usize>)> = None;
        for from in 0..order.len() {
            for to in 0..order.len() {
                let mut moved = order.clone();
                let column = moved.remove(from);
                moved.insert(to, column);
                let cost = cost(map, &moved);
                if cost < improved.as_ref().map_or(best, |(cost, _)| *cost) {
                    improved = Some((cost, moved));
                }
            }
        }
        let Some((cost, moved)) = improved else { break };
        (best, order) = (cost, moved);
    }
    order
}

fn cost(map: &Map, order: &[usize]) -> usize {
    let mut position = vec![0; order.len()];
    for (at, column) in order.iter().enumerate() {
        position[*column] = at;
    }
    let spans: Vec<Option<(usize, usize, usize)>> = map
        .nodes
        .iter()
        .map(|node| {
            let known = || node.columns.iter().filter_map(|column| position.get(*column)).copied();
            let count = (0..order.len()).filter(|at| known().any(|known| known == *at)).count();
            Some((known().min()?, known().max()?, count))
        })
        .collect();
    let torn: usize = spans.iter().flatten().map(|(first, last, count)| (last - first + 1 - count) * TORN).sum();
    let long: usize = map
        .edges
        .iter()
        .filter_map(|edge| Some(((*spans.get(edge.from)?)?, (*spans.get(edge.to)?)?)))
        .map(|(a, b)| b.0.saturating_sub(a.1) + a.0.saturating_sub(b.1))
        .sum();
    let turned =
        (0..order.len()).map(|at| order[at..].iter().filter(|after| **after < order[at]).count()).sum::<usize>();
    torn + long + turned * TURNED
}

#[cfg(test)]
mod tests {
    use super::super::tests::{edge, map, node};
    use super::*;

    #[test]
    fn the_given_order_stays_when_it_costs_little() {
        let map = map(4, 2, vec![node("a", &[2], 0), node("b", &[0], 1)], vec![edge(0, 1)]);
        assert_eq!(order_columns(&map), [0, 1, 2, 3]);
    }

    #[test]
    fn columns_that_share_a_node_become_neighbours() {
        let map = map(4, 2, vec![node("a", &[0, 3], 0), node("b", &[1], 1)], vec![]);
        assert_eq!(order_columns(&map), [1, 2, 0, 3]);
    }

    #[test]
    fn many_moves_become_short() {
        let nodes = (0..6).map(|row| node("", &[row % 2 * 3], row)).collect();
        let edges = (0..5).map(|from| edge(from, from + 1)).collect();
        assert_eq!(order_columns(&map(4, 6, nodes, edges)), [1, 2, 0, 3]);
    }
}
