//! Groups of a directed graph that reach each other, sources before what they reach.

/// The strongly connected components of a graph of `count` nodes, in an order in which every edge
/// between two components runs forward. Within a component nodes keep the order of their numbers.
pub(crate) fn strongly_connected(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut forward = vec![Vec::new(); count];
    let mut backward = vec![Vec::new(); count];
    for (from, to) in edges {
        if let (Some(list), true) = (forward.get_mut(*from), *to < count) {
            list.push(*to);
        }
        if let (Some(list), true) = (backward.get_mut(*to), *from < count) {
            list.push(*from);
        }
    }
    let mut finished = Vec::with_capacity(count);
    let mut visited = vec![false; count];
    // From the last node back, so that unconnected nodes keep their order at the end.
    for start in (0..count).rev() {
        visit(start, &forward, &mut visited, &mut finished);
    }
    let mut components = Vec::new();
    let mut placed = vec![false; count];
    for start in finished.into_iter().rev() {
        let mut component = Vec::new();
        visit(start, &backward, &mut placed, &mut component);
        if !component.is_empty() {
            component.sort_unstable();
            components.push(component);
        }
    }
    components
}

/// Depth-first from `start` with a stack of our own; nodes are added when all they reach is done.
fn visit(start: usize, next: &[Vec<usize>], visited: &mut [bool], finished: &mut Vec<usize>) {
    let enter = |node: usize, visited: &mut [bool]| match visited.get_mut(node) {
        Some(seen) if !*seen => {
            *seen = true;
            true
        }
        _ => false,
    };
    if !enter(start, visited) {
        return;
    }
    let mut stack = vec![(start, 0)];
    while let Some((node, edge)) = stack.pop() {
        match next.get(node).and_then(|list| list.get(edge)) {
            Some(target) => {
                stack.push((node, edge + 1));
                if enter(*target, visited) {
                    stack.push((*target, 0));
                }
            }
            None => finished.push(node),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::strongly_connected;
    use proptest::prelude::*;

    fn reaches(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<bool>> {
        let mut table = vec![vec![false; count]; count];
        for (from, to) in edges {
            table[*from][*to] = true;
        }
        for middle in 0..count {
            for from in 0..count {
                for to in 0..count {
                    table[from][to] |= table[from][middle] && table[middle][to];
                }
            }
        }
        table
    }

    proptest! {
        #[test]
        fn components_are_those_of_mutual_reach_and_edges_run_forward(
            count in 1..9_usize,
            raw in proptest::collection::vec((0..9_usize, 0..9_usize), 0..25),
        ) {
            let edges: Vec<_> = raw.into_iter().filter(|(a, b)| *a < count && *b < count).collect();
            let components = strongly_connected(count, &edges);
            let mut all: Vec<usize> = components.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..count).collect::<Vec<_>>());
            let place: Vec<usize> = (0..count)
                .map(|node| components.iter().position(|list| list.contains(&node)).unwrap())
                .collect();
            let reach = reaches(count, &edges);
            for a in 0..count {
                for b in 0..count {
                    prop_assert_eq!(a == b || (reach[a][b] && reach[b][a]), place[a] == place[b]);
                    if reach[a][b] {
                        prop_assert!(place[a] <= place[b]);
                    }
                }
            }
        }
    }
}
