use proptest::prelude::*;

use super::*;

fn graph(n_nodes: usize, edges: &[(usize, usize)]) -> Graph {
    let mut graph = Graph::new(n_nodes);
    for &(from, to) in edges {
        graph.add(from, to);
    }
    graph
}

#[track_caller]
fn check(n_nodes: usize, edges: &[(usize, usize)], expect: &[usize]) {
    let found = dominators(&graph(n_nodes, edges));
    assert_eq!(found.immediate, expect);
}

#[test]
fn tree_dominates_as_it_grows() {
    check(4, &[(0, 1), (1, 2), (1, 3)], &[0, 0, 1, 1]);
}

#[test]
fn what_two_lead_to_belongs_to_what_both_are_below() {
    check(4, &[(0, 1), (0, 2), (1, 3), (2, 3)], &[0, 0, 0, 0]);
    check(
        5,
        &[(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)],
        &[0, 0, 1, 1, 1],
    );
}

#[test]
fn cycles_do_not_matter() {
    check(4, &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 2)], &[0, 0, 1, 2]);
}

#[test]
fn example_of_the_paper_needs_a_second_round() {
    // Figure 4, with 6 as the root.
    let edges = [
        (0, 5),
        (0, 4),
        (5, 1),
        (4, 2),
        (4, 3),
        (1, 2),
        (2, 1),
        (2, 3),
        (3, 2),
    ];
    check(6, &edges, &[0, 0, 0, 0, 0, 0]);
}

#[test]
fn long_chains_need_no_deep_stack() {
    let edges: Vec<_> = (0..200_000).map(|node| (node, node + 1)).collect();
    let found = dominators(&graph(200_001, &edges));
    assert_eq!(found.immediate[200_000], 199_999);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// The definition: without its dominator a node cannot be reached.
    #[test]
    fn dominators_are_as_defined(
        edges in proptest::collection::vec((0_usize..12, 0_usize..12), 0..40),
    ) {
        let graph = graph(12, &edges);
        let found = dominators(&graph);
        let reached = graph.reverse_postorder(|_| false);
        let dominates = |closed: usize, node: usize| {
            closed == node || !graph.reverse_postorder(|each| each == closed).contains(&node)
        };
        for &node in reached.iter().filter(|&&node| node != ROOT) {
            let mut strict: Vec<usize> = reached.iter().copied()
                .filter(|&each| each != ROOT && each != node && dominates(each, node)).collect();
            let mut walked = Vec::new();
            let mut above = found.immediate[node];
            while above != ROOT {
                walked.push(above);
                above = found.immediate[above];
            }
            strict.sort_unstable();
            walked.sort_unstable();
            prop_assert_eq!(strict, walked);
        }
    }
}
