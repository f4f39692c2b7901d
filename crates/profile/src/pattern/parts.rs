//! What the time of a call is made of.

use super::effect::clean;
use super::view::{View, duration, union_ms};
use crate::document::Connection;

/// Milliseconds of a call by where they go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parts {
    /// Making a connection: name lookup, TCP, TLS.
    pub(super) connect: f64,
    /// The library's own work, which is not inside the request below it; none where no request
    /// below it is known.
    pub(super) client: f64,
    /// The rest: the service, and the wire to it.
    pub(super) service: f64,
}

impl Parts {
    /// Takes a call apart.
    pub(super) fn of(view: &View<'_>, index: usize) -> Self {
        let whole = duration(view.call(index));
        let connect = connect_ms(view, index).min(whole);
        let children = view.children(index);
        let inside = union_ms(children.iter().map(|&each| view.call(each)));
        let client = if children.is_empty() {
            0.0
        } else {
            (whole - inside).max(0.0)
        };
        Self {
            connect,
            client,
            service: (whole - client - connect).max(0.0),
        }
    }

    /// Has the client's part be at least so much, at the service's expense.
    pub(super) fn with_client(self, at_least: f64) -> Self {
        let more = (at_least - self.client).clamp(0.0, self.service);
        Self {
            client: self.client + more,
            service: self.service - more,
            ..self
        }
    }
}

/// Returns the time for new connections in a call and below it; of a library and the one below it
/// that tell of the same connection, the longer counts.
pub(super) fn connect_ms(view: &View<'_>, index: usize) -> f64 {
    let below = view.with_descendants(index);
    let new = below.iter().map(|&each| view.call(each));
    let new = new.filter(|call| call.connection == Some(Connection::New));
    let times = new.filter_map(|call| call.connect_ms);
    times.map(|millis| clean(millis.0)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::trace::{Trace, aws, http};
    use super::*;

    #[test]
    fn a_call_is_its_connection_its_client_and_its_service() {
        let mut trace = Trace::new();
        let request = http("POST", "s3").took(7.0).connects(2.0);
        trace.warm(
            0,
            vec![
                aws("S3.GetObject", "b").took(9.0).child(request),
                http("GET", "a"),
            ],
        );
        let view = trace.view();
        let expect = |connect, client, service| Parts {
            connect,
            client,
            service,
        };
        assert_eq!(Parts::of(&view, 0), expect(2.0, 2.0, 5.0));
        assert_eq!(Parts::of(&view, 2), expect(0.0, 0.0, 4.0));
        assert_eq!(
            expect(1.0, 2.0, 5.0).with_client(3.0),
            expect(1.0, 3.0, 4.0)
        );
        assert_eq!(
            expect(1.0, 2.0, 5.0).with_client(1.0),
            expect(1.0, 2.0, 5.0)
        );
        assert_eq!(
            expect(1.0, 2.0, 5.0).with_client(9.0),
            expect(1.0, 7.0, 0.0)
        );
    }
}
