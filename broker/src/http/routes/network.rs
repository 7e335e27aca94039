//! Routes of the network of applications.

use super::super::endpoint::{Endpoint, get};
use super::super::handlers::network;
use super::super::media::{DOT, DRAWING};

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/network.svg", network::svg).offering(DRAWING),
        get("/network.dot", network::graph).offering(DOT),
    ]
}
