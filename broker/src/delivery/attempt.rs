//! One attempt to deliver what was triggered.

use std::sync::Arc;
use std::time::Duration;

use super::{Attempt, Sender};
use crate::app::webhooks::{Attempted, Delivery, Standing, delivery_record};
use crate::app::{AppError, Db, Moment};
use crate::clock::now;
use crate::domain::webhook::retry_after;

/// Writing down what came of an attempt is tried as often, for otherwise it is made again when its lease ends.
const RECORDINGS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

/// Attempts a delivery and writes down what came of it.
pub(super) async fn attempt(db: Db, sender: Arc<Sender>, delivery: Delivery) {
    let began = now();
    let outcome = sender.send(&delivery.uuid, &delivery.request, &delivery.values).await;
    let attempted = attempted(outcome, began);
    match recorded(&db, &sender, &delivery, &attempted).await {
        Ok(standing) => tell(&delivery, &attempted, standing),
        Err(error) => tracing::error!(
            delivery = delivery.uuid,
            cause = %error,
            "what came of an attempt cannot be written down: it is made again when its lease ends"
        ),
    }
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
    }
}

async fn recorded(db: &Db, sender: &Sender, delivery: &Delivery, attempted: &Attempted) -> Result<Standing, AppError> {
    let chance = rand::random_range(0.0..=1.0);
    for _ in 1..RECORDINGS {
        match record(db, sender, delivery, attempted, chance).await {
            Ok(standing) => return Ok(standing),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    record(db, sender, delivery, attempted, chance).await
}

async fn record(
    db: &Db,
    sender: &Sender,
    delivery: &Delivery,
    attempted: &Attempted,
    chance: f64,
) -> Result<Standing, AppError> {
    let (rules, delivery, attempted) = (Arc::clone(&sender.rules), delivery.clone(), attempted.clone());
    db.write(move |connection| delivery_record(connection, &delivery, &attempted, &rules, chance, now()))
        .await
}

/// A line for operators; it names the receiver, and nothing that was sent.
fn tell(delivery: &Delivery, attempted: &Attempted, standing: Standing) {
    let (id, webhook, receiver) = (&delivery.uuid, &delivery.webhook_uuid, &delivery.receiver);
    let status = attempted.status;
    match standing {
        Standing::Delivered => tracing::debug!(delivery = id, webhook, receiver, status, "webhook delivered"),
        Standing::Again(at) => {
            tracing::info!(delivery = id, webhook, receiver, status, next = %at, "webhook not delivered yet");
        }
        Standing::GivenUp => tracing::warn!(delivery = id, webhook, receiver, status, "webhook given up"),
        Standing::Disabled => tracing::warn!(
            delivery = id,
            webhook,
            receiver,
            status,
            "webhook given up and switched off, as nothing has reached its receiver for days"
        ),
        Standing::Lost => tracing::warn!(
            delivery = id,
            webhook,
            receiver,
            status,
            "an attempt was not written down: its lease was over, or what it was about is gone"
        ),
    }
}
