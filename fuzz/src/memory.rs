//! How much memory the core takes: a bound that is part of what is tested.

use std::alloc::System;

use cap::Cap;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Runs something that may take so many bytes more than are taken now. An allocation beyond them fails,
/// which ends the process: a find like any other.
pub(crate) fn bounded<T>(most: usize, run: impl FnOnce() -> T) -> T {
    let set = |limit| ALLOCATOR.set_limit(limit).expect("the limit is above what is taken");
    set(ALLOCATOR.allocated() + most);
    let made = run();
    set(usize::MAX);
    made
}
