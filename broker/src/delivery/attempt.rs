//! One attempt to deliver what was triggered.

use super::{Attempt, Sender};
use crate::app::Moment;
use crate::app::webhooks::{Attempted, Delivery};
use crate::clock::now;
use crate::domain::webhook::retry_after;

/// Attempts a delivery; says what is to be written down of it.
pub(super) async fn attempt(sender: &Sender, delivery: &Delivery) -> Attempted {
    let began = now();
    let outcome = sender.send(&delivery.uuid, &delivery.request, &delivery.values).await;
    attempted(outcome, began)
}

fn attempted(attempt: Attempt, began: Moment) -> Attempted {
    let answer = attempt.answer.as_ref().ok();
    let asked = answer.and_then(|answer| answer.headers.get("retry-after"));
    Attempted {
        success: attempt.success,
        status: answer.map(|answer| answer.status),
        retry_after: asked.and_then(|header| retry_after(header, now())),
        duration: (now() - began).to_std().unwrap_or_default(),
        log: attempt.log,
        chance: rand::random_range(0.0..=1.0),
    }
}
