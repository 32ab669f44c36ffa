//! Where a pass tells what it finds, while it goes on.

use std::ops::ControlFlow;

/// Takes what is found, one by one, and may end the pass. A closure that takes a `&T` is one.
pub trait Sink<T> {
    /// Something was found.
    fn found(&mut self, found: &T) -> ControlFlow<()>;

    /// Asked before each window of content, so that a pass which finds nothing can be ended too.
    fn reading(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl<T, F: FnMut(&T) -> ControlFlow<()>> Sink<T> for F {
    fn found(&mut self, found: &T) -> ControlFlow<()> {
        self(found)
    }
}
