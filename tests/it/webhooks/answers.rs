//! Receivers that answer too much, or never to an end.

use std::time::{Duration, Instant};

use super::receiver::{Names, Receiver, ResolvingBroker, response};

const NO_PAUSE: Duration = Duration::ZERO;

async fn broker(timeout: Duration) -> ResolvingBroker {
    let names = Names::of(&[]);
    ResolvingBroker::start(names, &["127.0.0.1"], |settings| settings.webhooks.timeout = timeout).await
}

async fn until_hung_up(receiver: &Receiver) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while receiver.hung_up() == 0 {
        assert!(Instant::now() < deadline, "the connection is still open");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_body_without_end_is_read_to_the_cap_and_the_connection_dropped() {
    let kilobytes = "x".repeat(8 * 1024);
    let chunk = format!("2000\r\n{kilobytes}\r\n");
    for (head, then) in [
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            chunk.as_bytes(),
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 900000000000\r\n\r\n",
            kilobytes.as_bytes(),
        ),
        ("HTTP/1.1 200 OK\r\n\r\n", kilobytes.as_bytes()),
    ] {
        let receiver = Receiver::never_ending(head, then, NO_PAUSE).await;
        let (success, told) = broker(Duration::from_secs(60)).await.attempt(&receiver.url()).await;
        assert!(success, "{head}");
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(
            told["response"]["body"].as_str().map(str::len),
            Some(64 * 1024),
            "{head}"
        );
        until_hung_up(&receiver).await;
    }
}

#[tokio::test]
async fn who_never_comes_to_an_end_is_waited_for_as_long_as_is_set() {
    let slowly = Duration::from_millis(50);
    for (first, then) in [
        ("", &b""[..]),
        ("HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
        ("HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\n\r\n", b"x"),
    ] {
        let receiver = Receiver::never_ending(first, then, slowly).await;
        let broker = broker(Duration::from_millis(700)).await;
        let started = Instant::now();
        let (success, told) = broker.attempt(&receiver.url()).await;
        assert!(!success && told.contains("longer than 0.7 seconds"), "{first}: {told}");
        assert!(started.elapsed() < Duration::from_secs(10), "{first}");
        if !then.is_empty() {
            until_hung_up(&receiver).await;
        }
    }
}

#[tokio::test]
async fn headers_without_end_are_no_answer() {
    let line = format!("x: {}\r\n", "y".repeat(4096));
    let receiver = Receiver::never_ending("HTTP/1.1 200 OK\r\n", line.as_bytes(), NO_PAUSE).await;
    let (success, told) = broker(Duration::from_secs(60)).await.attempt(&receiver.url()).await;
    assert!(!success && told.len() < 4096, "{told}");
    until_hung_up(&receiver).await;
}

#[tokio::test]
async fn not_all_headers_are_kept_of_a_long_head() {
    let headers: String = (0..40).map(|n| format!("x-{n}: {}\r\n", "y".repeat(1000))).collect();
    let receiver = Receiver::answering("127.0.0.1", &response(200, &headers, "seen")).await;
    let (success, told) = broker(Duration::from_secs(60)).await.attempt(&receiver.url()).await;
    assert!(success && told.contains("x-0") && told.contains("seen"), "{told}");
    assert!(!told.contains("x-39"), "{told}");
}

#[tokio::test]
async fn nothing_is_decompressed() {
    for encoding in ["gzip", "br", "deflate", "zstd"] {
        let answer = response(200, &format!("Content-Encoding: {encoding}\r\n"), "as it came");
        let receiver = Receiver::answering("127.0.0.1", &answer).await;
        let (success, told) = broker(Duration::from_secs(60)).await.attempt(&receiver.url()).await;
        assert!(success && told.contains("as it came"), "{encoding}: {told}");
        assert!(!receiver.heard()[0].to_ascii_lowercase().contains("accept-encoding"));
    }
}
