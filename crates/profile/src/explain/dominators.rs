//! Dominators of a graph: through which nodes every way from the root to a node leads.
//!
//! K. D. Cooper, T. J. Harvey and K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001).

/// The root of every graph.
pub(super) const ROOT: usize = 0;

/// A graph whose nodes are numbered from [`ROOT`] on.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    successors: Vec<Vec<u32>>,
}

impl Graph {
    /// Makes a graph without edges.
    pub(super) fn new(n_nodes: usize) -> Self {
        Self {
            successors: vec![Vec::new(); n_nodes],
        }
    }

    /// Returns the number of nodes.
    pub(super) fn len(&self) -> usize {
        self.successors.len()
    }

    /// Adds an edge; both ends are nodes.
    pub(super) fn add(&mut self, from: usize, to: usize) {
        let to = u32::try_from(to).expect("there are fewer nodes than 2^32");
        self.successors[from].push(to);
    }

    fn successors(&self, node: usize) -> impl DoubleEndedIterator<Item = usize> {
        self.successors[node].iter().map(|&to| to as usize)
    }

    /// Returns the nodes that can be reached from the root without passing a closed one, the root
    /// first and each node ahead of those that it leads to, cycles aside.
    pub(super) fn reverse_postorder(&self, is_closed: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut seen = vec![false; self.len()];
        let mut order = Vec::with_capacity(self.len());
        // Nodes under way, each with the number of its next successor; no recursion, since imports
        // may be thousands deep.
        let mut path = vec![(ROOT, 0)];
        seen[ROOT] = true;
        while let Some((node, next)) = path.last_mut() {
            let Some(&to) = self.successors[*node].get(*next) else {
                order.push(*node);
                path.pop();
                continue;
            };
            *next += 1;
            let to = to as usize;
            if !seen[to] && !is_closed(to) {
                seen[to] = true;
                path.push((to, 0));
            }
        }
        order.reverse();
        order
    }
}

/// Which node dominates each at once, and in which order to walk.
#[derive(Debug, Clone)]
pub(super) struct Dominators {
    /// Nodes that can be reached, each behind its dominator.
    pub(super) order: Vec<usize>,
    /// By node; that of the root is the root. Of nodes that cannot be reached it is the root, too.
    pub(super) immediate: Vec<usize>,
}

/// Returns the dominators of all nodes that the root leads to.
pub(super) fn dominators(graph: &Graph) -> Dominators {
    let order = graph.reverse_postorder(|_| false);
    let mut rank = vec![usize::MAX; graph.len()];
    for (index, &node) in order.iter().enumerate() {
        rank[node] = index;
    }
    let mut predecessors: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    for &node in &order {
        for to in graph.successors(node) {
            predecessors[to].push(node);
        }
    }
    // In terms of ranks: the dominator of a node has the lower one.
    let mut immediate: Vec<Option<usize>> = vec![None; order.len()];
    immediate[0] = Some(0);
    let mut changed = true;
    while changed {
        changed = false;
        for (index, &node) in order.iter().enumerate().skip(1) {
            let known = predecessors[node].iter().map(|&from| rank[from]);
            let known = known.filter(|&from| immediate[from].is_some());
            let new = known.reduce(|one, other| meet(&immediate, one, other));
            if new.is_some() && immediate[index] != new {
                immediate[index] = new;
                changed = true;
            }
        }
    }
    let mut by_node = vec![ROOT; graph.len()];
    for (index, &node) in order.iter().enumerate() {
        by_node[node] = immediate[index].map_or(ROOT, |dominator| order[dominator]);
    }
    Dominators {
        order,
        immediate: by_node,
    }
}

/// Returns the last node that dominates two.
fn meet(immediate: &[Option<usize>], mut one: usize, mut other: usize) -> usize {
    while one != other {
        let later = if one > other { &mut one } else { &mut other };
        *later = immediate[*later].unwrap_or(0);
    }
    one
}

#[cfg(test)]
mod tests;
