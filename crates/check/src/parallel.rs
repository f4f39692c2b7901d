//! Work on many things by as many threads as there are processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Stack of each thread: sources nest, and the parser follows them.
const STACK: usize = 256 << 20;

/// Fewest things that are worth another thread.
const WORTH: usize = 8;

/// Does work for each number below `count`, with what each thread makes for itself; results are
/// in order.
pub(crate) fn map_with<S, R: Send>(
    count: usize,
    make: impl Fn() -> S + Sync,
    work: impl Fn(&S, usize) -> R + Sync,
) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let n_threads = processors.min(count / WORTH).max(1);
    let next = AtomicUsize::new(0);
    let run = || {
        let own = make();
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return done;
            }
            done.push((index, work(&own, index)));
        }
    };
    let mut all: Vec<(usize, R)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads)
            .filter_map(|_| {
                thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, run)
                    .ok()
            })
            .collect();
        let done = threads.into_iter().flat_map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.collect()
    });
    all.sort_unstable_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, result)| result).collect()
}

/// Does work for each number below `count`; results are in order.
pub(crate) fn map<R: Send>(count: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    map_with(count, || (), |(), index| work(index))
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_order() {
        let squares = super::map(1_000, |n| n * n);
        assert!(squares.into_iter().eq((0..1_000).map(|n| n * n)));
    }
}
